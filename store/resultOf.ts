import { setTimeout } from 'node:timers/promises';
import type { Analysed, AnalysedVideo, Enrolment, Rejected } from './ImageItem.ts';
import { getImage } from './images.ts';
import type { Store } from './openStore.ts';
import { changeOf } from './sequencer.ts';

export type Result = Analysed | AnalysedVideo | Rejected | Enrolment;

/** A photo in the bucket, whose result is awaited. */
export interface Sent {
  key: string;
  etag: string;
  /** Of the result that was there before the photo was sent once more, which is not the awaited one. */
  before?: string;
}

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 2000;

/**
 * Waits for the result of the very object that was sent, with all that follows from it (sightings, enrolment, event).
 * @param until gives up, after one look at least
 */
export async function resultOf(
  store: Store,
  sent: Sent,
  signal: AbortSignal,
  until: AbortSignal,
): Promise<Result | undefined> {
  const either = AbortSignal.any([signal, until]);
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    signal.throwIfAborted();
    const item = await getImage(store, sent.key);
    if (item && item.status !== 'removed' && item.status !== 'analysing' && isOf(sent, item)) return item;
    if (until.aborted) return undefined;
    await setTimeout(pause, undefined, { signal: either }).catch(() => {});
  }
}

function isOf({ etag, before }: Sent, item: Result): boolean {
  const isNew = before === undefined || changeOf(item.sequencer) !== changeOf(before);
  return item.etag === etag && isNew && item.pending === undefined;
}
