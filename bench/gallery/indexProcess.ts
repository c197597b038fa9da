/**
 * A process that knows the people by a snapshot alone, as a function that starts: it fetches that, then answers faces. Its
 * arguments are the endpoint, the bucket, the number of enrolled photos and that of the faces.
 */
import { readFileSync } from 'node:fs';
import { S3Client } from '@aws-sdk/client-s3';
import { fetchSnapshot } from '../../galleries/fetchSnapshot.ts';
import { lookedFor, SPACE } from './faceLike.ts';

export interface Started {
  /** From nothing to the first answer. */
  seconds: number;
}

export interface Answered {
  /** Milliseconds a face. */
  ms: number[];
  nearest: { person: string; distance: number }[];
  /** As the kernel counts it: the greatest that it was, and what of it now is no file's. */
  peakMb: number;
  ownMb: number;
}

const [endpoint, bucket, photos, count] = process.argv.slice(2) as [string, string, string, string];
if (!process.send || !count)
  throw new Error('This script answers to a parent process; run `npm run bench:gallery`.');
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const s3 = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
const faces = lookedFor(Number(photos), Number(count));

const began = performance.now();
const fetched = await fetchSnapshot({ s3, bucket }, SPACE);
const gallery = fetched!.snapshot.gallery('', undefined);
await gallery.nearest(faces.slice(0, 1), 2);
const started: Started = { seconds: (performance.now() - began) / 1000 };
process.send(started);

const answered: Answered = { ms: [], nearest: [], peakMb: 0, ownMb: 0 };
// The first ones compile, and are not counted.
for (const face of faces.slice(0, 20)) await gallery.nearest([face], 2);
for (const face of faces) {
  const from = performance.now();
  const [found] = await gallery.nearest([face], 2);
  answered.ms.push(performance.now() - from);
  answered.nearest.push(found![0]!);
}
const status = readFileSync('/proc/self/status', 'utf8');
const megabytes = (field: string) =>
  Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)![1]) / 1024;
process.send({ ...answered, peakMb: megabytes('VmHWM'), ownMb: megabytes('RssAnon') });
process.on('disconnect', () => process.exit());
