/**
 * The decoder's process: what startDecoder.ts starts. It decodes one photo at a time and holds it until told to let go.
 * A bundler needs it as an entry of its own, with `sharp` and `libheif-js` left out and beside it, named
 * `decoderProcess` beside the function's own entry, and lifeline.mjs with it: that is where startDecoder.ts looks.
 */
import { decode } from '../decode.ts';
import type { Photo } from '../Photo.ts';
import { PhotoError } from '../PhotoError.ts';
import { reducePhoto, reducePixels } from '../reducePicture.ts';
import { beConfined, watchParent } from './beConfined.ts';
import { EXCHANGE } from './channel.ts';
import { readExchange, writeExchange } from './exchange.ts';
import type { Answer, Request } from './messages.ts';

/** Bytes held beyond which a full collection of garbage is worth its time; a small one, for a picture, always is. */
const LARGE = 32_000_000;

let held: Photo | undefined;

async function answer(request: Exclude<Request, { what: 'letGo' }>): Promise<Answer> {
  if (request.what === 'region') {
    const { width, height, rgb } = await held!.region(request.rect);
    writeExchange(EXCHANGE, rgb);
    return { region: { width, height } };
  }
  const bytes = readExchange(EXCHANGE, request.bytes);
  // libheif in WebAssembly computes for long in this thread.
  if (bytes.toString('latin1', 4, 8) === 'ftyp') watchParent();
  letGo();
  if (request.what === 'picture') {
    const { pixels, wanted } = request;
    const made = await (pixels
      ? reducePixels({ ...pixels, rgb: bytes }, wanted)
      : reducePhoto(bytes, wanted));
    writeExchange(EXCHANGE, made.bytes);
    return { picture: { width: made.width, height: made.height, bytes: made.bytes.length } };
  }
  const photo = await decode(bytes, request.limits);
  const { format, width, height, takenAt, picture } = photo;
  writeExchange(EXCHANGE, picture.rgb);
  if (picture.width !== width || picture.height !== height) held = photo;
  const of = { format, width, height, ...(takenAt && { takenAt: takenAt.toISOString() }) };
  const pixel = photo.inFull({ x: 0, y: 0, width: 1, height: 1 });
  return { decoded: { ...of, picture: { width: picture.width, height: picture.height }, pixel } };
}

function letGo(): void {
  const large = held && held.width * held.height * 3 > LARGE;
  held = undefined;
  globalThis.gc?.({ execution: 'sync', type: large ? 'major' : 'minor' });
}

const say = beConfined<Request>(async (request) => {
  if (request.what === 'letGo') return letGo();
  say(
    await answer(request).catch((error: Error): Answer => {
      if (error instanceof PhotoError) return { refused: { reason: error.reason, message: error.message } };
      return { failed: `${error.name}: ${error.message}` };
    }),
  );
});
