import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';
import { openWriter } from '../../faces/match/snapshot/writeSnapshot.ts';
import { bytesOf } from '../../galleries/Manifest.ts';
import { publishSnapshot } from '../../galleries/publishSnapshot.ts';
import { startChild } from '../child/startChild.ts';
import { type Services, startServices } from '../local/startServices.ts';
import { progress } from '../report/options.ts';
import { median, quantile } from '../report/statistics.ts';
import { faceLike, lookedFor, SPACE } from './faceLike.ts';
import type { Answered, Started } from './indexProcess.ts';

export interface IndexFigures {
  photos: number;
  /** Of writing the files of a snapshot from descriptors that are there; one thread. */
  buildSeconds: number;
  snapshotMb: number;
  /** From a snapshot in the local S3 to the first answer. */
  startSeconds: number;
  /** Milliseconds a face; `low` is what a tenth of them take at most. */
  ms: { low: number; median: number; p99: number };
  /** Shares of faces whose nearest is the very one that an exact comparison gives: of people who are enrolled, and of strangers. */
  recall: { enrolled: number; strangers: number };
  /** Of the whole process: at most, and without what is of files. */
  peakMb: number;
  ownMb: number;
}

/** For each size, of a collection that is searched by the index however small it is. */
export async function measureIndex(sizes: number[], faces: number): Promise<IndexFigures[]> {
  const services = await startServices();
  try {
    const figures: IndexFigures[] = [];
    for (const photos of sizes) figures.push(await measureOne(services, photos, faces));
    return figures;
  } finally {
    await services.stop();
  }
}

async function measureOne(
  { clients, endpoint }: Services,
  photos: number,
  faces: number,
): Promise<IndexFigures> {
  progress(`Building an index of ${photos} enrolled photos ...`);
  const bucket = `gallery-${photos}`;
  await clients.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-bench-'));
  try {
    const writer = openWriter(folder, SPACE, 1);
    for (const one of faceLike(1).enrolled(photos)) writer.add(one);
    const began = performance.now();
    const contents = writer.finish();
    const buildSeconds = (performance.now() - began) / 1000;
    const made = { version: 1, made: new Date().toISOString(), contents, elsewhere: {} };
    const manifest = await publishSnapshot({ s3: clients.s3, bucket }, folder, made);
    const { started, answered } = await ask(endpoint, bucket, photos, faces);
    return {
      ...{ photos, buildSeconds, snapshotMb: bytesOf(manifest) / 1e6, startSeconds: started.seconds },
      ms: {
        ...{ low: quantile(answered.ms, 0.1), median: median(answered.ms), p99: quantile(answered.ms, 0.99) },
      },
      recall: recallOf(answered, photos, faces),
      peakMb: answered.peakMb,
      ownMb: answered.ownMb,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function ask(endpoint: string, bucket: string, photos: number, faces: number) {
  const child = startChild(join(import.meta.dirname, 'indexProcess.ts'), {
    values: [endpoint, bucket, `${photos}`, `${faces}`],
  });
  try {
    return { started: await child.next<Started>(), answered: await child.next<Answered>() };
  } finally {
    await child.end();
  }
}

function recallOf({ nearest }: Answered, photos: number, count: number): IndexFigures['recall'] {
  progress(`Comparing its answers with those of all ${photos} ...`);
  const exact = new MemoryGallery(SPACE, faceLike(1).enrolled(photos));
  const right = lookedFor(photos, count).map((face, at) => {
    const [wanted] = exact.nearestTo(face, 1);
    if (nearest[at]!.distance < wanted!.distance)
      throw new Error(
        `The index found somebody nearer than the nearest, at ${nearest[at]!.distance}: distances are wrong.`,
      );
    return nearest[at]!.person === wanted!.person && nearest[at]!.distance === wanted!.distance;
  });
  const share = (rest: number) => {
    const its = right.filter((_, at) => at % 2 === rest);
    return its.filter(Boolean).length / its.length;
  };
  return { enrolled: share(0), strangers: share(1) };
}
