/**
 * The video decoder's process: what startVideoDecoder.ts starts. It reads what its parent gives it of one video at a time.
 * A bundler needs it as an entry of its own, with the packages of decode/binding.ts left out and beside it, named
 * `videoProcess` beside the function's own entry, and lifeline.mjs with it: that is where startVideoDecoder.ts looks.
 */
import { EXCHANGE } from '../../faces/decode/worker/channel.ts';
import { writeExchange } from '../../faces/decode/worker/exchange.ts';
import type { Picture } from '../../faces/Picture.ts';
import type { Span } from '../decode/spansOf.ts';
import { decodeChunk, type VideoFrame } from '../decodeChunk.ts';
import { probe } from '../probe.ts';
import { beVideoProcess } from './beVideoProcess.ts';
import type { Batch } from './messages.ts';

/** Bytes of pictures that are worth a message. */
const BATCH = 4_000_000;

let frames: AsyncGenerator<VideoFrame> | undefined;
let missing: Span[] | undefined;

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
  writeExchange(EXCHANGE, ...pixels);
  return { frames: told, ...(missing && { missing }) };
}

const sizeOf = ({ width, height }: Picture) => ({ width, height });

async function leave(): Promise<void> {
  const left = frames;
  frames = undefined;
  await left?.return(undefined);
  globalThis.gc?.({ execution: 'sync', type: 'major' });
}

beVideoProcess(async (request, sourceOf) => {
  if (request.what === 'probe') return { film: await probe(sourceOf(request.bytes), request.limits) };
  if (request.what === 'begin') {
    await leave();
    missing = undefined;
    frames = decodeChunk(sourceOf(request.bytes), request.chunk, request.options, (spans) => {
      missing = spans;
    });
  }
  return { batch: await nextBatch() };
}, leave);
