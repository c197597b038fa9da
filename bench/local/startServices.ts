import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Clients } from '../../local/deploy.ts';
import { startChild } from '../child/startChild.ts';
import type { Opened, Usage } from './servicesProcess.ts';
import { startFlags } from './startCommand.ts';

export interface Services {
  endpoint: string;
  clients: Clients;
  /** So far, of the services and their functions. */
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

const SCRIPT = join(import.meta.dirname, 'servicesProcess.ts');

/** Starts the services, with the flags of `npm start`, in a process and a folder of their own. */
export async function startServices(): Promise<Services> {
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-bench-'));
  const sweep = () => rm(dir, { recursive: true, force: true });
  try {
    const child = startChild(SCRIPT, { values: [dir], flags: startFlags });
    const { endpoint } = await child.next<Opened>();
    const config = {
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
    return {
      endpoint,
      clients: {
        s3: new S3Client({ ...config, forcePathStyle: true }),
        sqs: new SQSClient(config),
        db: new DynamoDBClient(config),
        events: new EventBridgeClient(config),
      },
      usage() {
        child.send('usage');
        return child.next<Usage>();
      },
      async stop() {
        await child.end();
        await sweep();
      },
    };
  } catch (error) {
    await sweep();
    throw error;
  }
}
