import { globSync } from 'node:fs';
import { readSettings } from '../../config/settings.ts';
import type { Contestant } from '../engine/contestants.ts';
import { samplePhotos } from '../engine/samplePhotos.ts';
import { startEngineProcess } from '../engine/startEngineProcess.ts';
import { progress } from '../report/options.ts';
import { comparePhoto, type PhotoComparison, type Rivals } from './comparePhoto.ts';
import { type PrecisionFigures, summarise } from './summarise.ts';

/**
 * Lets two engines look at face-api's first `samples` demo photos and at all below the folder.
 * @throws LeftOut where one of them does not run here; ChildError where it fails; PhotoError for a photo that
 * cannot be read
 */
export async function measurePrecision(
  [reference, trial]: [Contestant, Contestant],
  { samples, folder }: { samples: number; folder: string | undefined },
): Promise<PrecisionFigures> {
  const more = folder === undefined ? [] : globSync(`${folder}/**/*.{jpg,jpeg,png,webp,avif,heic}`).sort();
  const paths = [...(await samplePhotos(samples)).map(({ path }) => path), ...more];
  const comparisons = await withBoth([reference, trial], async (rivals) => {
    const { maxPixels } = readSettings();
    const done: PhotoComparison[] = [];
    for (const path of paths) {
      done.push(await comparePhoto(path, rivals, maxPixels));
      if (done.length % 25 === 0) progress(`${done.length} of ${paths.length} photos ...`);
    }
    return done;
  });
  return summarise({ reference: reference.name, trial: trial.name }, comparisons);
}

async function withBoth<T>(
  [first, second]: [Contestant, Contestant],
  work: (rivals: Rivals) => Promise<T>,
): Promise<T> {
  const reference = await startEngineProcess(first);
  try {
    const trial = await startEngineProcess(second);
    return await work({ reference, trial }).finally(trial.stop);
  } finally {
    await reference.stop();
  }
}
