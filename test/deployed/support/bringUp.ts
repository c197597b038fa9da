import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { readSettings } from '../../../config/settings.ts';
import { awsPath } from '../../support/awsCli.ts';
import { type Stack as Inbox, useInbox } from '../../support/startStack.ts';
import { subscribe } from '../../support/subscribe.ts';
import { type Applied, applyStack } from '../apply/applyStack.ts';
import { type Access, type Clients, connect } from '../apply/connect.ts';
import { newAccount } from './newAccount.ts';
import type { Ministack } from './startMinistack.ts';
import { DEPLOYMENT, theStack } from './theStack.ts';

export interface Deployed extends Pick<Inbox, 'announced' | 'heard' | 'settled' | 'store' | 'db'>, Applied {
  /** As the account's owner. */
  access: Access;
  clients: Clients;
  bucket: string;
  /** Runs the AWS CLI as the account's owner; gives what it prints. */
  aws(...args: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** The stack in an account of its own, and a subscriber of its events. */
export async function bringUp(
  server: Ministack,
  stack = theStack(),
  leaveOut: Record<string, string> = {},
): Promise<Deployed> {
  const account = newAccount();
  const access = server.access(account);
  const clients = connect(access);
  const applied = await applyStack(stack, clients, { leaveOut });
  const bucket = String(applied.outputs.bucket);
  const settings = readSettings({
    ...{ ...DEPLOYMENT.settings, INBOX_BUCKET: bucket },
    RESULTS_BUCKET: String(applied.outputs.results),
  });
  const subscriber = await subscribe({ clients }, String(applied.outputs.bus));
  const { settled, store, db } = useInbox({ clients }, settings, subscriber);
  const { announced, heard } = subscriber;
  const environment = {
    ...{ PATH: process.env.PATH, HOME: '/nonexistent', AWS_PAGER: '', AWS_EC2_METADATA_DISABLED: 'true' },
    ...{ AWS_DEFAULT_REGION: access.region, AWS_CA_BUNDLE: server.certificate },
    AWS_ACCESS_KEY_ID: access.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: access.credentials.secretAccessKey,
  };
  return {
    ...applied,
    ...{ access, clients, bucket, announced, heard, settled, store, db },
    async aws(...args) {
      const all = [...args, '--endpoint-url', server.endpoint];
      const { stdout } = await promisify(execFile)(awsPath ?? 'aws', all, { env: environment });
      return stdout;
    },
    stop: () => subscriber.stop(),
  };
}
