import { VideoError } from '../VideoError.ts';

/**
 * What a demuxer's failure means.
 * @param ours the source could not be read, which is not the video's fault
 * @throws VideoError `damaged`; the cause itself where it is ours, or tells already.
 */
export function damaged(cause: unknown, ours = false): never {
  if (ours || cause instanceof VideoError) throw cause;
  const detail = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
  throw new VideoError(
    'damaged',
    `The video cannot be read (${detail}). It is cut short or broken: drop it again from its source.`,
    { cause },
  );
}
