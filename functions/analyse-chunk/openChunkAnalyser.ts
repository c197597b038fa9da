import { S3Client } from '@aws-sdk/client-s3';
import type { Outcome } from '../../changes/Outcome.ts';
import type { Settings } from '../../config/settings.ts';
import { chunkTimeoutSeconds } from '../../config/videoLimits.ts';
import { openFinder } from '../../faces/Finder.ts';
import { openGalleries } from '../../galleries/openGalleries.ts';
import type { Warn } from '../../galleries/tellWhoIsElsewhere.ts';
import { videoDecoderLimits } from '../../look/videoDecoderLimits.ts';
import { TRIES } from '../../stacks/queues.ts';
import type { ChunkMessage } from '../../store/chunks/chunkMessage.ts';
import { dropChunk, hasChunk, putChunk } from '../../store/chunks/chunkRows.ts';
import { countChunk } from '../../store/chunks/plans.ts';
import { enrolsHere } from '../../store/enrolsHere.ts';
import type { Analysing } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { ReplacedError } from '../../store/openObject.ts';
import { openStore } from '../../store/openStore.ts';
import { settle } from '../../store/settle.ts';
import type { TimeLeft } from '../../store/timeLeft.ts';
import { STREAM_TIMEOUTS } from '../../store/timeouts.ts';
import { openVideoDecoder } from '../../video/worker/openVideoDecoder.ts';
import { givenUp } from './givenUp.ts';
import { lookAtChunk } from './lookAtChunk.ts';
import { openAssembler } from './openAssembler.ts';

/** What became of a part: why there was nothing to do, or how much was found; and of the video, if this was the last one. */
export interface Done {
  told: { skipped: string } | { looked: number; missing: number } | { again: true };
  outcome?: Outcome;
}

interface Received {
  /** SQS's id of the message. */
  message: string;
  received: number;
  /** Whether another frame is to be begun. */
  hasTime(): boolean;
}

/**
 * Opens everything once, and gives the way of a part of a video. Each step can be done again, by several at once, and in any order: a
 * part that has its row is only counted, a number that is counted twice counts once, and whoever sees that all are counted says who is
 * in the video, which is written once.
 */
export async function openChunkAnalyser(
  settings: Settings,
  warn: Warn,
  timeLeft: TimeLeft,
): Promise<(chunk: ChunkMessage, received: Received) => Promise<Done>> {
  // First: its process starts while the models are read.
  const decoder = openVideoDecoder(videoDecoderLimits(settings, chunkTimeoutSeconds(settings)));
  const [finder] = await Promise.all([openFinder(settings), decoder.ready]).catch(async (error: unknown) => {
    await decoder.close();
    throw error;
  });
  const s3 = new S3Client({
    forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined,
    requestHandler: STREAM_TIMEOUTS,
  });
  const store = openStore(settings);
  timeLeft.bounds(s3, store.db, store.events, store.results.s3);
  const isHome = await enrolsHere(store);
  const galleryNow = openGalleries(settings, { store, s3, space: finder.space, warn, isHome });
  const looking = { settings, s3, finder, decoder, bucket: store.bucket };
  const assemble = openAssembler({ settings, store, finder, galleryNow });

  const planned = async ({ image, plan }: ChunkMessage): Promise<Analysing | undefined> => {
    const item = await getImage(store, image);
    if (item?.status === 'analysing' && item.plan === plan) return item;
    // Who wrote it may have died before it was done; then this message, which has come back, is the one to do it by.
    if (item?.pending) await settle(store, item);
    return undefined;
  };
  const skip = async ({ plan, number }: ChunkMessage, skipped: string): Promise<Done> => {
    await dropChunk(store, plan, number);
    return { told: { skipped } };
  };

  return async (chunk, { message, received, hasTime }) => {
    const { plan, number } = chunk;
    const item = await planned(chunk);
    if (!item) return skip(chunk, 'replaced');
    let told: Done['told'] = { again: true };
    const again = await hasChunk(store, plan, number);
    if (!again) {
      try {
        const row =
          received > TRIES
            ? await givenUp(store, chunk, item, message)
            : await lookAtChunk({ ...looking, hasTime, isLast: received === TRIES }, chunk, item);
        // Where another was faster, its row is the one that counts.
        if (await putChunk(store, row)) told = { looked: row.looked, missing: row.missing.length };
      } catch (error) {
        // Its removal, or what took its place, has a message of its own.
        if (error instanceof ReplacedError) return skip(chunk, 'replaced');
        throw error;
      }
      // Whoever has taken its place since it was looked up has deleted the rows that were there then.
      if (!(await planned(chunk))) return skip(chunk, 'replaced');
    }
    const all = await countChunk(store, plan, number);
    if (all === undefined) return skip(chunk, 'replaced');
    if (!all) return { told };
    return { told, outcome: await assemble(chunk, { message, received, again }) };
  };
}
