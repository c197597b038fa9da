import { type OpenFilm, openFilm } from './demux/openFilm.ts';
import type { Film } from './Film.ts';
import { VideoError } from './VideoError.ts';
import type { VideoSource } from './VideoSource.ts';

export interface ProbeLimits {
  /** Of the film, in seconds. */
  maxSeconds: number;
  /** Of a frame. */
  maxPixels: number;
}

/** Half a day; and 8K as DCI has it, 8192 x 4320, with room for what encoders pad. */
export const PROBE_LIMITS: ProbeLimits = { maxSeconds: 43_200, maxPixels: 40_000_000 };

/** Frames that the frame rate is measured by. */
const SAMPLED = 250;

/**
 * Finds out what a video is: no frame of it is decoded. Where the container has an index (MP4 and MOV always, Matroska and
 * WebM nearly always), only that is read and the first seconds; else all of it.
 * @throws VideoError as `openFilm` does; also `empty`, `too-long`, `too-many-pixels`. What the source throws.
 */
export async function probe(source: VideoSource, limits: ProbeLimits = PROBE_LIMITS): Promise<Film> {
  const film = await openFilm(source);
  try {
    return await describe(film, limits).catch(film.damaged);
  } finally {
    film.close();
  }
}

async function describe(film: OpenFilm, { maxSeconds, maxPixels }: ProbeLimits): Promise<Film> {
  const { track, container, codec } = film;
  const [width, height] = [await track.getDisplayWidth(), await track.getDisplayHeight()];
  const pixels = (await track.getCodedWidth()) * (await track.getCodedHeight());
  if (Math.max(pixels, width * height) > maxPixels)
    throw new VideoError(
      'too-many-pixels',
      `The video has frames of ${width} x ${height} pixels; at most ${maxPixels / 1e6} million are allowed. ` +
        'Drop it at a smaller size.',
    );
  const last = await film.packets.getPacket(Number.POSITIVE_INFINITY, { metadataOnly: true });
  if (!last)
    throw new VideoError(
      'empty',
      'The video lasts 0 seconds: it has no frame to show. Drop it again from its source.',
    );
  const rate = await track.computeFrameRateMetrics({ targetPacketCount: SAMPLED });
  const frameRate = rate.probedPacketCount > 1 ? rate.averageFrameRate : undefined;
  // Matroska does not tell how long the last frame is shown.
  const duration = last.timestamp + (last.duration || (frameRate ? 1 / frameRate : 0));
  if (duration > maxSeconds)
    throw new VideoError(
      'too-long',
      `The video lasts ${Math.round(duration)} seconds; at most ${maxSeconds} are allowed. Drop it in parts.`,
    );
  return {
    container,
    codec,
    width,
    height,
    turn: await track.getRotation(),
    flipped: await track.getFlip(),
    duration,
    ...(frameRate && { frameRate }),
    variable: rate.underlyingFrameRate === null,
    timeBase: await track.getTimeResolution(),
    keyFrames: film.matroska?.keyFrames ?? (await keyFrames(film)),
  };
}

/** One after the other: of an index that is there, or found in the packets themselves. */
async function keyFrames({ packets }: OpenFilm): Promise<number[]> {
  const times = new Set<number>();
  let packet = await packets.getFirstKeyPacket({ metadataOnly: true });
  while (packet) {
    times.add(packet.timestamp);
    packet = await packets.getNextKeyPacket(packet, { metadataOnly: true });
  }
  return [...times].sort((one, other) => one - other);
}
