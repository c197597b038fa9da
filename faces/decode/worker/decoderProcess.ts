/**
 * The decoder's process: what startDecoder.ts starts. It decodes one photo at a time and holds it until told to let go.
 * A bundler needs it as an entry of its own, with `sharp` and `libheif-js` left out and beside it, named
 * `decoderProcess` beside the function's own entry, and lifeline.mjs with it: that is where startDecoder.ts looks.
 */
import { rmSync, writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { decode } from '../decode.ts';
import type { Photo } from '../Photo.ts';
import { PhotoError } from '../PhotoError.ts';
import { readExchange, writeExchange } from './exchange.ts';
import { type Answer, CHANNEL, EXCHANGE, hear, LIFELINE, type Request, tell } from './messages.ts';

/** Bytes held beyond which a full collection of garbage is worth its time; a small one, for a picture, always is. */
const LARGE = 32_000_000;

// Ctrl-C reaches every process of the terminal; the parent alone decides when this one ends.
process.on('SIGINT', () => {});
const channel = new Socket({ fd: CHANNEL, readable: true, writable: true });
const end = () => {
  if (process.env.TMPDIR) rmSync(process.env.TMPDIR, { recursive: true, force: true });
  process.exit();
};
channel.on('close', end).on('error', end);
// What nobody has caught is a crash; an exit would wait for ever for the thread that waits for the parent's end. Not
// with a signal that only another process sends (startDecoder.ts), nor one that leaves a core file.
process.on('uncaughtException', (error) => {
  writeSync(2, String(error.stack));
  process.kill(process.pid, 'SIGUSR2');
});

let held: Photo | undefined;
let watched = false;

async function answer(request: Exclude<Request, { what: 'letGo' }>): Promise<Answer> {
  if (request.what === 'region') {
    const { width, height, rgb } = await held!.region(request.rect);
    writeExchange(EXCHANGE, rgb);
    return { region: { width, height } };
  }
  const bytes = readExchange(EXCHANGE, request.bytes);
  if (bytes.toString('latin1', 4, 8) === 'ftyp') watchParent();
  letGo();
  const photo = await decode(bytes, request.limits);
  const { format, width, height, takenAt, picture } = photo;
  writeExchange(EXCHANGE, picture.rgb);
  if (picture.width !== width || picture.height !== height) held = photo;
  const of = { format, width, height, ...(takenAt && { takenAt: takenAt.toISOString() }) };
  const pixel = photo.inFull({ x: 0, y: 0, width: 1, height: 1 });
  return { decoded: { ...of, picture: { width: picture.width, height: picture.height }, pixel } };
}

/** libheif in WebAssembly computes for long in this thread, which meanwhile cannot see that the parent has gone. */
function watchParent(): void {
  if (watched) return;
  watched = true;
  new Worker(new URL('./lifeline.mjs', import.meta.url), {
    workerData: { fd: LIFELINE, folder: process.env.TMPDIR },
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
}

function letGo(): void {
  const large = held && held.width * held.height * 3 > LARGE;
  held = undefined;
  globalThis.gc?.({ execution: 'sync', type: large ? 'major' : 'minor' });
}

hear<Request>(channel, async (request) => {
  if (request.what === 'letGo') return letGo();
  tell(
    channel,
    await answer(request).catch((error: Error): Answer => {
      if (error instanceof PhotoError) return { refused: { reason: error.reason, message: error.message } };
      return { failed: `${error.name}: ${error.message}` };
    }),
  );
});
tell(channel, { ready: true });
flushCompileCache();
