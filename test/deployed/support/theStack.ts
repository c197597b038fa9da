import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HERE } from '../../../packaging/architecture.ts';
import { parseStack, type Stack } from '../apply/parseStack.ts';
import type { StackJson } from './changed.ts';

/**
 * What is asked for: a deployment as anybody's, but for this machine's processor, with few functions at once, since they
 * share it, and with short times, since a killed function's messages are away for six of them.
 */
export const DEPLOYMENT = {
  architecture: HERE,
  settings: {
    CONCURRENCY: '2',
    // Two of them are called, and two are fed.
    VIDEO_CONCURRENCY: '4',
    VIDEO_CHUNK_SECONDS: '2',
    FUNCTION_TIMEOUT: '10',
    SWEEP_EVERY: '1',
    RECONCILE_EVERY: '1',
    RETENTION_DAYS: '30',
  },
  alarmEmail: 'somebody@example.com',
  api: 'keys',
};

/** The same with DynamoDB's own vector index, and people in collections. */
export const WITH_VECTORS = {
  ...DEPLOYMENT,
  settings: { ...DEPLOYMENT.settings, GALLERY: 'dynamodb', COLLECTIONS: 'true' },
};

/** Where it is synthesized to. The stack looks for the packages in `build` three folders above its own. */
export const FOLDER = join(import.meta.dirname, '../../../build');
/** What the servers print, until the next time. */
export const LOGS = join(FOLDER, 'logs');
/** And that with vectors. */
export const VECTORS_FOLDER = join(FOLDER, 'with-vectors');
const WRITTEN = 'stacks/face-inbox-us-east-1/cdk.tf.json';
const FILE = join(FOLDER, WRITTEN);

/** What Terraform would read. */
export function synthesized(folder = FOLDER): StackJson {
  return JSON.parse(readFileSync(join(folder, WRITTEN), 'utf8'));
}

/** As it is, or changed. */
export function theStack(json: StackJson = synthesized()): Stack {
  return parseStack({ ...json }, dirname(FILE));
}
