import { availableParallelism } from 'node:os';
import pMap from 'p-map';
import { touchGallery } from '../../store/galleryLog.ts';
import { EXIT } from '../CommandError.ts';
import type { Connection } from '../connect.ts';
import { explain, isUnreachable } from '../explain.ts';
import { showProgress } from '../progress.ts';
import type { Describer } from './openDescriber.ts';
import { CHANGED, type Refusal, reenrolPhoto } from './reenrolPhoto.ts';
import { type EnrolledPhoto, type Survey, survey } from './survey.ts';

/** A photo is read while each core works on another. */
const AT_ONCE = availableParallelism() + 1;
/** Functions read everyone again after each touch of the gallery. */
const TOUCH_EVERY_MS = 2000;

export interface Reenrolment {
  /** As it is now. */
  survey: Survey;
  reenrolled: number;
  left: (EnrolledPhoto & Refusal)[];
}

/**
 * Describes every enrolled photo that has no descriptor of the describer's space. Looks again until a look finds
 * nothing new: functions of the other engine may enrol meanwhile. What is done is kept at any interruption.
 */
export async function reenrolAll(
  connection: Connection,
  describer: Describer,
  signal: AbortSignal,
): Promise<Reenrolment> {
  const { store } = connection;
  const tried = new Map<string, Refusal | undefined>();
  const touch = seldom(() => touchGallery(store), TOUCH_EVERY_MS);
  let reenrolled = 0;
  const one = async (photo: EnrolledPhoto): Promise<{ line: string; bytes: number }> => {
    const result = await reenrolPhoto(connection, describer, photo, signal).catch((error) => {
      if (signal.aborted || isUnreachable(error)) throw error;
      return { reason: 'failed', message: explain(error).message, exit: EXIT.failed };
    });
    if ('reason' in result) {
      tried.set(identity(photo), result);
      return { line: `left: ${photo.photo} (${result.reason})`, bytes: 0 };
    }
    tried.set(identity(photo), undefined);
    reenrolled++;
    await touch();
    return { line: `re-enrolled: ${photo.photo}`, bytes: result.bytes };
  };
  try {
    for (;;) {
      signal.throwIfAborted();
      const found = await survey(store, describer.space);
      const untried = found.missing.filter((photo) => !tried.has(identity(photo)));
      if (untried.length > 0) await each(untried, one, signal);
      else {
        // Whatever was done before: an earlier run may have been killed before it told the functions.
        await touchGallery(store);
        const left = found.missing.map((photo) => ({ ...photo, ...(tried.get(identity(photo)) ?? CHANGED) }));
        return { survey: found, reenrolled, left };
      }
    }
  } catch (error) {
    // The error weighs more than whether this can be told now.
    if (reenrolled > 0) await touchGallery(store).catch(() => {});
    throw error;
  }
}

async function each(
  photos: EnrolledPhoto[],
  work: (photo: EnrolledPhoto) => Promise<{ line: string; bytes: number }>,
  signal: AbortSignal,
): Promise<void> {
  const progress = showProgress(photos.length, 'read');
  const shown = async (photo: EnrolledPhoto) => {
    const { line, bytes } = await work(photo);
    progress.done(line, bytes);
  };
  try {
    await pMap(photos, shown, { concurrency: AT_ONCE, signal });
  } finally {
    progress.stop();
  }
}

/** An enrolment as of one change of its photo. */
function identity({ person, photo, sequencer }: EnrolledPhoto): string {
  return JSON.stringify([person, photo, sequencer]);
}

/** Does it at most once in so many milliseconds; what falls between is dropped. */
function seldom(work: () => Promise<void>, everyMs: number): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < everyMs) return;
    last = performance.now();
    await work();
  };
}
