import { connect as dial } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { readSettings, type Settings } from '../config/settings.ts';
import type { Inbox } from '../people/Inbox.ts';
import { openStore } from '../store/openStore.ts';
import { STREAM_TIMEOUTS, TIMEOUTS } from '../store/timeouts.ts';
import { CommandError, EXIT } from './CommandError.ts';
import { chooseEndpoint } from './chooseEndpoint.ts';

export type Connection = Inbox;

/**
 * The settings, and clients for where the environment says that the inbox is.
 * @param option the URL of `--endpoint`, which goes before the environment's
 * @throws SettingError, CommandError where a URL is none or nothing listens there
 */
export async function connect({ endpoint: option }: { endpoint?: string }): Promise<Connection> {
  const settings = readSettings();
  const endpoint = chooseEndpoint(option, process.env);
  if (endpoint) await reach(endpoint);
  return clientsFor(settings, endpoint);
}

const say = () => {};
/** The SDK otherwise warns on the console of what is told as an error anyway. */
const logger = { trace: say, debug: say, info: say, warn: say, error: say };

export function clientsFor(settings: Settings, endpoint: string | undefined): Connection {
  return {
    settings,
    store: openStore(settings),
    s3: new S3Client({ forcePathStyle: endpoint !== undefined, logger, requestHandler: STREAM_TIMEOUTS }),
    sqs: new SQSClient({ requestHandler: TIMEOUTS }),
  };
}

/** Asked once before all else, so that nothing listening is told at once and not after every client's retries. */
export async function reach(endpoint: string): Promise<void> {
  const { hostname, port, protocol } = new URL(endpoint);
  const host = hostname.replace(/^\[|\]$/g, '');
  const socket = dial({ host, port: Number(port) || (protocol === 'https:' ? 443 : 80), timeout: 5000 });
  try {
    await new Promise((resolve, fail) => {
      socket.once('connect', resolve);
      socket.once('error', fail);
      socket.once('timeout', () => fail(Object.assign(new Error('no answer in 5 s'), { code: 'ETIMEDOUT' })));
    });
  } catch (cause) {
    throw unreachable(endpoint, cause);
  } finally {
    socket.destroy();
  }
}

export function unreachable(endpoint: string | undefined, cause: unknown): CommandError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const why = code ?? message;
  return new CommandError(
    EXIT.unreachable,
    endpoint
      ? `The endpoint ${endpoint} cannot be reached (${why}).\n` +
          'Start the local one with `npm start`, or set AWS_ENDPOINT_URL (or --endpoint) to where the inbox is.'
      : `AWS cannot be reached (${why}).\nCheck the network and AWS_REGION; ` +
          'for the local inbox run `npm start` and use --endpoint http://localhost:4566.',
    { cause },
  );
}
