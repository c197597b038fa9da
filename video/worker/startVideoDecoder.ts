import { extname, join } from 'node:path';
import { DecoderError } from '../../faces/decode/worker/DecoderError.ts';
import {
  type Confined,
  type ConfinedLimits,
  startConfined,
} from '../../faces/decode/worker/startConfined.ts';
import { BINDING } from '../decode/binding.ts';
import { VideoError } from '../VideoError.ts';
import type { VideoSource } from '../VideoSource.ts';
import type { Answer, Request } from './messages.ts';

const KIND = extname(import.meta.filename);

/** The processes that there are, by their files: one with the decoder, and one that only probes. */
export type VideoProgram = 'videoProcess' | 'probeProcess';

/** One process that decodes videos: one request at a time. */
export interface VideoProcess extends Omit<Confined<Request, Answer>, 'ask'> {
  /**
   * @param source what the process is given to read meanwhile
   * @param seconds in the place of the limit
   * @returns the answer, and the seconds that it took the process, without what it waited for the source
   * @throws VideoError; Ended where the process was ended by it or meanwhile; DecoderError; what the source throws.
   */
  ask(
    request: Request,
    source: VideoSource,
    seconds?: number,
  ): Promise<{ answer: Exclude<Answer, { wants: unknown }>; took: number }>;
}

/** @throws DecoderError where there is no decoder for this system, or it is not installed. */
export function startVideoDecoder(program: VideoProgram, limits: ConfinedLimits): VideoProcess {
  const isBundled = KIND === '.mjs';
  const started = startConfined<Request, Answer>(
    {
      does: 'decodes videos',
      folder: 'face-inbox-video-',
      entry: join(import.meta.dirname, `${program}${KIND}`),
      code: isBundled ? import.meta.dirname : join(import.meta.dirname, '../..'),
      package: program === 'videoProcess' ? BINDING : isBundled ? undefined : 'mediabunny',
    },
    limits,
  );
  return {
    ...started,
    async ask(request, source, seconds = limits.seconds) {
      const began = performance.now();
      let waited = 0;
      const read = async (start: number, end: number) => {
        const asked = performance.now();
        const bytes = await source.read(start, end);
        waited += performance.now() - asked;
        return { bytes, reply: { what: 'take', bytes: bytes.length } satisfies Request };
      };
      const answer = await started.ask(request, {
        seconds,
        serve: (told) => ('wants' in told ? read(told.wants.start, told.wants.end) : undefined),
      });
      const took = (performance.now() - began - waited) / 1000;
      if ('refused' in answer) throw new VideoError(answer.refused.reason, answer.refused.message);
      if ('failed' in answer) throw new DecoderError(`The video could not be decoded: ${answer.failed}`);
      if ('wants' in answer) throw new DecoderError('The process that decodes videos wants bytes of none.');
      return { answer, took };
    },
  };
}
