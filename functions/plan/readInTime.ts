import { OutOfTimeError } from '../../store/timeLeft.ts';
import { VideoError } from '../../video/VideoError.ts';
import type { VideoSource } from '../../video/VideoSource.ts';

/** A video could not be planned in the time of the function; another try may be quicker. */
class PlanTooSlowError extends Error {
  override name = 'PlanTooSlowError';
}

interface InTime {
  /** Whether another range is to be read. */
  hasTime(): boolean;
  /** Whether there is no other try: the video is refused then. */
  isLast: boolean;
}

/**
 * The same source, which is read only while there is time. What nobody can plan in time is so again at each try, and would be asked for
 * again by the audit for ever: at the last try it is refused.
 */
export function readInTime(source: VideoSource, { hasTime, isLast }: InTime): VideoSource {
  let bytes = 0;
  const tooSlow = (cause?: unknown) => {
    const message =
      `The time of the function was over when ${bytes} bytes of the video were read, which has ${source.bytes}, and it was not known ` +
      'yet where it can be cut; what takes so long is mostly a video without an index, of which all is read. Drop it with an index ' +
      '(Matroska: with Cues, as `ffmpeg -c copy` writes them), or raise FUNCTION_TIMEOUT.';
    return isLast ? new VideoError('too-slow', message, { cause }) : new PlanTooSlowError(message, { cause });
  };
  return {
    bytes: source.bytes,
    async read(start, end) {
      if (!hasTime()) throw tooSlow();
      try {
        const read = await source.read(start, end);
        bytes += read.length;
        return read;
      } catch (error) {
        throw error instanceof OutOfTimeError ? tooSlow(error) : error;
      }
    },
  };
}
