/**
 * The video decoder's process: what startVideoDecoder.ts starts. It reads what its parent gives it of one video at a time.
 * A bundler needs it as an entry of its own, with the packages of decode/binding.ts left out and beside it, named
 * `videoProcess` beside the function's own entry, and lifeline.mjs with it: that is where startVideoDecoder.ts looks.
 */
import { beConfined, watchParent } from '../../faces/decode/worker/beConfined.ts';
import { EXCHANGE } from '../../faces/decode/worker/channel.ts';
import { readExchange, writeExchange } from '../../faces/decode/worker/exchange.ts';
import type { Picture } from '../../faces/Picture.ts';
import type { Span } from '../decode/spansOf.ts';
import { decodeChunk, type VideoFrame } from '../decodeChunk.ts';
import { probe } from '../probe.ts';
import { VideoError } from '../VideoError.ts';
import type { VideoSource } from '../VideoSource.ts';
import type { Answer, Batch, Request } from './messages.ts';

/** Bytes of pictures that are worth a message. */
const BATCH = 4_000_000;

let awaited: PromiseWithResolvers<Uint8Array> | undefined;
let frames: AsyncGenerator<VideoFrame> | undefined;
let missing: Span[] | undefined;

/** The parent's, which reads for us: this process has no network and no file. */
const sourceOf = (bytes: number): VideoSource => ({
  bytes,
  read(start, end) {
    awaited = Promise.withResolvers();
    say({ wants: { start, end } } satisfies Answer);
    return awaited.promise;
  },
});

async function answer(request: Exclude<Request, { what: 'leave' | 'take' }>): Promise<Answer> {
  // Decoding computes for long in this thread.
  watchParent();
  if (request.what === 'probe') return { film: await probe(sourceOf(request.bytes), request.limits) };
  if (request.what === 'begin') {
    await leave();
    missing = undefined;
    frames = decodeChunk(sourceOf(request.bytes), request.chunk, request.options, (spans) => {
      missing = spans;
    });
  }
  return { batch: await nextBatch() };
}

async function nextBatch(): Promise<Batch> {
  const told: Batch['frames'] = [];
  const pixels: Uint8Array[] = [];
  let size = 0;
  while (size < BATCH) {
    const next = await frames!.next();
    if (next.done) break;
    const { time, picture, large } = next.value;
    told.push({ time, picture: sizeOf(picture), ...(large && { large: sizeOf(large) }) });
    for (const { rgb } of large ? [picture, large] : [picture]) {
      pixels.push(rgb);
      size += rgb.length;
    }
  }
  writeExchange(EXCHANGE, Buffer.concat(pixels));
  return { frames: told, ...(missing && { missing }) };
}

const sizeOf = ({ width, height }: Picture) => ({ width, height });

async function leave(): Promise<void> {
  const left = frames;
  frames = undefined;
  await left?.return(undefined);
  globalThis.gc?.({ execution: 'sync', type: 'major' });
}

const say = beConfined<Request>(async (request) => {
  if (request.what === 'take') return awaited?.resolve(readExchange(EXCHANGE, request.bytes));
  if (request.what === 'leave') return leave();
  say(
    await answer(request).catch((error: Error): Answer => {
      if (error instanceof VideoError) return { refused: { reason: error.reason, message: error.message } };
      return { failed: `${error.name}: ${error.message}` };
    }),
  );
});
