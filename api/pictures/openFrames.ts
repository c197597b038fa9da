import { createRequire } from 'node:module';
import type { ConfinedLimits } from '../../faces/decode/worker/startConfined.ts';
import type { Picture } from '../../faces/Picture.ts';
import { BINDING } from '../../video/decode/binding.ts';
import type { VideoSource } from '../../video/VideoSource.ts';
import type { VideoDecoder } from '../../video/worker/openVideoDecoder.ts';
import { ProblemError } from '../ProblemError.ts';

/** How far before the time the frame may have come that is on the screen then: films of screens change now and then. */
const BACK_SECONDS = [0.3, 3, 30];
/** A table tells times in thousandths of a second: the frame may be shown so much later. */
const CLOSE = 0.001;
/** The height follows from the width. */
const ANY = 100_000;

/** Frames of films, by a decoder that is started when the first one is asked for. */
export function openFrames(limits: ConfinedLimits) {
  let decoder: Promise<VideoDecoder> | undefined;
  return async (source: VideoSource, time: number, width: number): Promise<Picture> => {
    decoder ??= open(limits).catch((error: unknown) => {
      decoder = undefined;
      throw error;
    });
    const { decodeChunk } = await decoder;
    for (const back of BACK_SECONDS) {
      const chunk = { from: Math.max(0, time - back), to: time + CLOSE };
      const options = { frames: 'every' as const, within: { width, height: ANY } };
      let last: Picture | undefined;
      for await (const { picture } of decodeChunk(source, chunk, options)) last = picture;
      if (last) return last;
    }
    throw new ProblemError(422, {
      code: 'no-frame',
      detail: `Of the film there is no frame to show at ${time} s.`,
      value: time,
      rule: 'It must be a time at which the film shows something, and is not damaged.',
      remedy: 'Ask for another time.',
    });
  };
}

async function open(limits: ConfinedLimits): Promise<VideoDecoder> {
  try {
    createRequire(import.meta.url).resolve(BINDING);
  } catch (cause) {
    throw noFilms(cause);
  }
  const { openVideoDecoder } = await import('../../video/worker/openVideoDecoder.ts');
  return openVideoDecoder(limits);
}

function noFilms(cause: unknown): ProblemError {
  return new ProblemError(
    501,
    {
      code: 'no-films-here',
      detail: 'Frames of films cannot be decoded here.',
      value: null,
      rule: 'It takes the package of the video decoder for this system.',
      remedy: 'Play the film itself: /v1/images/{key}/original.',
    },
    {},
    { cause },
  );
}
