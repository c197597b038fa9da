import { isFolderMarker } from '../store/isFolderMarker.ts';
import { isMend, type Mend } from '../store/Mend.ts';
import { readSequencer } from '../store/sequencer.ts';

/** One change of one object of the inbox, as S3 tells it. */
export interface Change {
  kind: 'dropped' | 'removed';
  bucket: string;
  key: string;
  /** Padded; undefined where the message has none that orders anything. */
  sequencer: string | undefined;
  /** When S3 made the change. */
  time: Date;
  /** Of the version that was dropped. */
  etag: string;
  bytes: number;
  /** A folder marker took the key: a photo that was there is gone, and where none was there is nothing to tell. */
  marker?: true;
  mend?: Mend | undefined;
  /** The record that tells of it, as it came. */
  record: object;
}

/** A message that is not S3's, or not of this inbox: it cannot be understood by trying again. */
class ForeignMessageError extends Error {
  override name = 'ForeignMessageError';
}

/**
 * Reads an SQS message body. S3's test event is no change.
 * @throws ForeignMessageError; the message stays in the queue and ends among the dead letters, where it is found.
 */
export function readChanges(body: string, bucket: string): Change[] {
  const message = parse(body);
  if (message.Event === 's3:TestEvent') return [];
  if (!Array.isArray(message.Records)) throw foreign('has no list "Records"');
  return message.Records.map((record) => readRecord(record, bucket));
}

/** "The major version is incremented if S3 makes a change that is not backward compatible" (S3 user guide, "Event message structure"). */
const KNOWN = '2.1';
const majorOf = (version: string) => version.split('.')[0];

function readRecord(record: unknown, bucket: string): Change {
  const { eventVersion = KNOWN, eventName, eventTime, s3, mend } = Object(record) as Record<string, unknown>;
  const { bucket: { name } = {}, object = {} } = Object(s3) as {
    bucket?: { name?: unknown };
    object?: Record<string, unknown>;
  };
  const key = text(object.key, 's3.object.key');
  if (name !== bucket) throw foreign(`is of the bucket ${JSON.stringify(name)}, and the inbox is ${bucket}`);
  if (typeof eventVersion !== 'string' || majorOf(eventVersion) !== majorOf(KNOWN))
    throw foreign(
      `has the eventVersion ${JSON.stringify(eventVersion)}, and what is read here is ${majorOf(KNOWN)}.x`,
    );
  const time = new Date(text(eventTime, 'eventTime'));
  if (Number.isNaN(time.getTime())) throw foreign(`has the eventTime ${JSON.stringify(eventTime)}`);
  const what = text(eventName, 'eventName');
  const kind = kindOf(what);
  const decoded = decodeKey(key);
  const marker = kind === 'dropped' && isFolderMarker(decoded, object.size as number | undefined);
  return {
    kind: marker ? 'removed' : kind,
    ...(marker && { marker }),
    bucket,
    key: decoded,
    sequencer: isOfAVersion(what, object) ? undefined : readSequencer(object.sequencer),
    time,
    etag: typeof object.eTag === 'string' ? object.eTag : '',
    bytes: typeof object.size === 'number' ? object.size : 0,
    ...(mend !== undefined && { mend: readMend(mend) }),
    record: Object(record) as object,
  };
}

function readMend(mend: unknown): Mend {
  if (isMend(mend)) return mend;
  throw foreign(
    `has the mend ${JSON.stringify(mend).slice(0, 200)}, which is none of \`face-inbox reconcile\``,
  );
}

/** A lifecycle rule's expiration removes an object too, under a name of its own. */
function kindOf(eventName: string): Change['kind'] {
  if (eventName.startsWith('ObjectCreated:')) return 'dropped';
  if (/^(ObjectRemoved|LifecycleExpiration):/.test(eventName)) return 'removed';
  throw foreign(`has the eventName ${JSON.stringify(eventName)}, which is no change of an object`);
}

/**
 * Where a bucket keeps versions this tells that one of them is gone for good, mostly one that was replaced long ago, as
 * lifecycle rules delete them. What the key holds then, only a look at the bucket tells.
 */
function isOfAVersion(eventName: string, object: Record<string, unknown>): boolean {
  return eventName.endsWith(':Delete') && typeof object.versionId === 'string' && object.versionId !== '';
}

/** S3 writes keys into its events as forms do: a space as `+`, other characters by the percent (user guide). */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    throw foreign(`has the key ${JSON.stringify(key)}, which is not URL-encoded`);
  }
}

function parse(body: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(body)) as Record<string, unknown>;
  } catch {
    throw foreign('is not JSON');
  }
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw foreign(`has no "${name}"`);
}

function foreign(what: string): ForeignMessageError {
  return new ForeignMessageError(
    `A message in the queue ${what}. Only the inbox bucket may send to this queue; ` +
      'look at the message among the dead letters.',
  );
}
