import { extname, join } from 'node:path';
import { PhotoError } from '../PhotoError.ts';
import { DecoderError } from './DecoderError.ts';
import type { Answer, Request } from './messages.ts';
import { type Confined, type ConfinedLimits, startConfined } from './startConfined.ts';

const KIND = extname(import.meta.filename);

/** One process that decodes: one request at a time. */
export type DecoderProcess = Confined<Request, Answer>;

/** `ask` throws PhotoError, what `decode` throws; Ended where the process was ended by it or meanwhile; DecoderError. */
export function startDecoder(limits: ConfinedLimits): DecoderProcess {
  const started = startConfined<Request, Answer>(
    {
      does: 'decodes photos',
      folder: 'face-inbox-decode-',
      entry: join(import.meta.dirname, `decoderProcess${KIND}`),
      // Sources, and the package made of them, are spread over folders; a bundle has all that it needs beside itself.
      code: KIND === '.mjs' ? import.meta.dirname : join(import.meta.dirname, '../../..'),
      package: 'sharp',
    },
    limits,
  );
  return {
    ...started,
    async ask(request, more) {
      const answer = await started.ask(request, more);
      if ('refused' in answer) throw new PhotoError(answer.refused.reason, answer.refused.message);
      if ('failed' in answer) throw new DecoderError(`The photo could not be decoded: ${answer.failed}`);
      return answer;
    },
  };
}
