import type { Span } from '../../../video/decode/spansOf.ts';
import type { ChunkOptions, VideoFrame } from '../../../video/decodeChunk.ts';
import { decodeChunk } from '../../../video/decodeChunk.ts';
import { type Chunk, planChunks } from '../../../video/planChunks.ts';
import { probe } from '../../../video/probe.ts';
import type { VideoSource } from '../../../video/VideoSource.ts';
import { type WrittenFilm, writeFilm } from '../../../video/writeFilm.ts';
import { numbered } from './numbered.ts';

interface NumberedFilm extends Partial<WrittenFilm> {
  frames: number;
  width?: number;
  height?: number;
  /** Up to 128. */
  noise?: number;
  /** When each frame is shown; 25 a second if not said. */
  timeOf?(number: number): number;
}

/** A film whose frames say their numbers. */
export function numberedFilm({
  frames,
  width = 192,
  height = 96,
  noise = 0,
  timeOf = (number) => number / 25,
  ...options
}: NumberedFilm): Promise<Buffer> {
  const all = Array.from({ length: frames }, (_, number) => number);
  const pictures = function* () {
    for (const number of all) yield { time: timeOf(number), picture: numbered(number, width, height, noise) };
  };
  return writeFilm(pictures(), { container: 'mp4', codec: 'h264', keyEvery: 50, ...options });
}

export interface Counted extends VideoSource {
  /** Bytes that were read. */
  count(): number;
  /** Ranges. */
  reads(): number;
}

export function sourceOf(bytes: Uint8Array): Counted {
  let count = 0;
  let reads = 0;
  return {
    bytes: bytes.length,
    async read(start, end) {
      count += end - start;
      reads++;
      return bytes.subarray(start, end);
    },
    count: () => count,
    reads: () => reads,
  };
}

export const EVERY: ChunkOptions = { frames: 'every', within: { width: 192, height: 192 } };

export async function framesOf(source: VideoSource, chunk: Omit<Chunk, 'number'>, options = EVERY) {
  const frames: VideoFrame[] = [];
  let missing: Span[] | undefined;
  for await (const frame of decodeChunk(source, chunk, options, (spans) => {
    missing = spans;
  }))
    frames.push(frame);
  return { frames, missing: missing! };
}

/** All frames of a film, chunk by chunk as planned. */
export async function allFrames(bytes: Uint8Array, seconds: number, options = EVERY) {
  const film = await probe(sourceOf(bytes));
  const chunks = planChunks(film, seconds);
  const parts = [];
  for (const chunk of chunks) parts.push(await framesOf(sourceOf(bytes), chunk, options));
  return {
    film,
    chunks,
    parts,
    frames: parts.flatMap(({ frames }) => frames),
    missing: parts.flatMap(({ missing }) => missing),
  };
}
