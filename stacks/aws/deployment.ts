import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readSettings, type Settings, settingsAsEnvironment } from '../../config/settings.ts';
import { DeploymentError } from './DeploymentError.ts';
import { wrongIn } from './wrongIn.ts';

/** What is asked for in a deployment; `deployment.json` may name any of these fields. */
export interface Deployment {
  /** A full stack each. The first is the home: people are enrolled only there. */
  regions: string[];
  architecture: 'arm64' | 'x86_64';
  /** Environment variables of config/settings.ts. */
  settings: Record<string, string>;
  /** Whether the new bucket keeps what is replaced and deleted. */
  versioning: boolean;
  /** The inbox of each region, where it is there already: nothing of it is touched but its notifications. */
  existingBucket: Record<string, string>;
  /** Days that the functions' logs are kept. */
  logRetentionDays: number;
  /** Days that the bus keeps its events to be replayed; names of people are in them. */
  archiveDays: number;
  /** Who is told of alarms, once they have confirmed it. */
  alarmEmail?: string;
  /** ARN of a KMS key for the alarms' topic, which CloudWatch may use. */
  alarmKey?: string;
  /** URI of the container image of `analyse` and `analyse-chunk`, with and only with FACE_ENGINE=tfjs-node. */
  image?: string;
  /** Where Terraform keeps its state; on this machine if not given. */
  state?: { bucket: string; region: string; prefix: string };
  /** Whether there is an HTTP API, and who may use it: whom IAM lets call it, or who has a key. */
  api: 'off' | 'iam' | 'keys';
  /** Whether the page is served, by CloudFront, to users who log in with Cognito; with `api` `keys`. */
  page: 'off' | 'cloudfront';
  /** Whether no more than one of each scheduled function can run. A new account with 10 functions at once cannot have it. */
  reserveConcurrency: boolean;
  /** Whether `destroy` deletes the photos too; without it a bucket that holds any is left, with an error. */
  destroyPhotos: boolean;
}

const DEFAULTS: Deployment = {
  regions: ['us-east-1'],
  architecture: 'arm64',
  settings: {},
  versioning: false,
  existingBucket: {},
  logRetentionDays: 30,
  archiveDays: 14,
  api: 'off',
  page: 'off',
  reserveConcurrency: true,
  destroyPhotos: false,
};

/**
 * Not those of the machine at hand, on which the defaults depend: a function of one processor, and many of them. Each
 * comparison reads all tables: a million photos every hour would be 400 dollars a month (`npm run cost`).
 */
const IN_THE_CLOUD = {
  ...{ CONCURRENCY: '100', VIDEO_CONCURRENCY: '600', VIDEO_CALLS: 'true' },
  ...{ THREADS: '1', RECONCILE_EVERY: '1440' },
};

const ROOT = resolve(import.meta.dirname, '../..');

/**
 * The deployment of `deployment.json`, or of the file that FACE_INBOX_DEPLOYMENT names.
 * @throws DeploymentError that lists every field that breaks its rule
 */
export function readDeployment(environment: Record<string, string | undefined> = process.env): Deployment {
  const named = environment.FACE_INBOX_DEPLOYMENT;
  const file = resolve(environment.INIT_CWD ?? ROOT, named ?? `${ROOT}/deployment.json`);
  if (!named && !existsSync(file)) return checked({});
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new DeploymentError([
      `The deployment ${file} cannot be read: ${(error as Error).message}. It must be a file with one JSON object. ` +
        'Mend it, or remove it for the defaults (docs/deploy.md).',
    ]);
  }
  return checked(read);
}

/** The deployment with its defaults. @throws DeploymentError that lists every field that breaks its rule */
export function checked(given: unknown): Deployment {
  const wrong = wrongIn(given);
  if (wrong.length > 0) throw new DeploymentError(wrong);
  return { ...DEFAULTS, ...(given as Partial<Deployment>) };
}

/** What the functions' settings are: all begins with the prefix, the bus too where it is not named. */
export function settingsOf({ settings, api }: Deployment): Settings {
  const bus = settings.NAME_PREFIX ? { EVENT_BUS: settings.NAME_PREFIX } : {};
  const auth = { API_AUTH: api === 'keys' ? 'keys' : 'iam' };
  return readSettings({ ...IN_THE_CLOUD, ...bus, ...settings, ...auth });
}

/** As the stack names them. */
export interface BucketNames {
  bucket: string;
  galleriesBucket?: string | undefined;
  resultsBucket: string;
}

/** The functions' environment: every setting that has a value. */
export function environmentOf(
  settings: Settings,
  { galleriesBucket = '', ...buckets }: BucketNames,
): Record<string, string> {
  const all = settingsAsEnvironment({ ...settings, ...buckets, galleriesBucket });
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}
