import type { Settings } from './settings.ts';

/**
 * Memory that the process may have that decodes videos, in MB: frames of 8K are 50 MB each, of which a decoder of H.264 keeps up to 16
 * (docs/video.md).
 */
export const VIDEO_DECODER_MB = 1200;

/** The longest that Lambda lets a function work. */
const LONGEST = 900;

/** For each second of a video: of 60 frames, each of them looked at, for a sixth of a second. */
const SECONDS_A_SECOND = 10;

/** Seconds that the function may take that looks at a part of a video. */
export function chunkTimeoutSeconds({
  functionTimeoutSeconds,
  videoChunkSeconds,
}: Pick<Settings, 'functionTimeoutSeconds' | 'videoChunkSeconds'>): number {
  return Math.min(LONGEST, functionTimeoutSeconds + SECONDS_A_SECOND * videoChunkSeconds);
}

/** Where they are called, a tenth is fed from the queue: what failed comes back there, and what was called and did not come is not missed. */
const FED = 1 / 10;
/** The fewest that a queue may feed in AWS. */
const LEAST_FED = 2;

/** Of those that look at parts of videos at once: how many the queue feeds, and how many are called when a video is planned. */
export function lookingAtOnce({
  videoConcurrency,
  videoCalls,
}: Pick<Settings, 'videoConcurrency' | 'videoCalls'>): { fed: number; called: number } {
  const fed = videoCalls ? Math.max(LEAST_FED, Math.ceil(videoConcurrency * FED)) : videoConcurrency;
  return { fed, called: videoConcurrency - fed };
}

/** Times a photo's: of a film of hours the index is read, and of one without an index all. */
const PLAN = 5;

/** Seconds that the function may take that plans how a video is looked at. */
export function planTimeoutSeconds({
  functionTimeoutSeconds,
}: Pick<Settings, 'functionTimeoutSeconds'>): number {
  return Math.min(LONGEST, PLAN * functionTimeoutSeconds);
}
