import type { ConfinedLimits } from '../../faces/decode/worker/startConfined.ts';
import { surely } from '../../faces/decode/worker/surely.ts';
import { oneAtATime } from '../../faces/oneAtATime.ts';
import type { Picture } from '../../faces/Picture.ts';
import type { Size } from '../decode/openScaler.ts';
import type { ChunkOptions, OnMissing, VideoFrame } from '../decodeChunk.ts';
import type { Film } from '../Film.ts';
import type { Chunk } from '../planChunks.ts';
import { PROBE_LIMITS, type ProbeLimits } from '../probe.ts';
import type { VideoSource } from '../VideoSource.ts';
import { faultOf } from './faultOf.ts';
import type { Batch } from './messages.ts';
import { startVideoDecoder, type VideoProcess } from './startVideoDecoder.ts';

/** `probe` and `decodeChunk` in a process of its own. */
export interface VideoDecoder {
  /** The first process is there. @throws DecoderError where it cannot be started. */
  ready: Promise<void>;
  /**
   * As `probe` of video/probe.ts.
   * @throws VideoError also `too-slow`, `too-much-memory` or `breaks-decoder`; DecoderError where another try can succeed.
   */
  probe(source: VideoSource, limits?: ProbeLimits): Promise<Film>;
  /**
   * As `decodeChunk` of video/decodeChunk.ts, and as `probe` above; one at a time, which lasts until all frames are had or
   * no more are wanted. The process works ahead by a few frames. The time limit is that of the chunk, without what was
   * waited for the source and for whoever takes the frames.
   */
  decodeChunk(
    source: VideoSource,
    chunk: Omit<Chunk, 'number'>,
    options: ChunkOptions,
    onMissing?: OnMissing,
  ): AsyncGenerator<VideoFrame>;
  /** Of the process that takes the next video. */
  pid(): number;
  /** Ends the process; it ends by itself when this one does. */
  close(): Promise<void>;
}

/**
 * Starts the process, which is kept from chunk to chunk and replaced when it dies (as faces/decode/worker/openDecoder.ts).
 * In a fresh one a chunk goes on after the last frame that was given.
 */
export function openVideoDecoder(limits: ConfinedLimits): VideoDecoder {
  const inTurn = oneAtATime();
  let closed = false;
  let current = startVideoDecoder(limits);
  const living = () => {
    if (!current.alive() && !closed) current = startVideoDecoder(limits);
    return current;
  };
  const done = <T>(work: (child: VideoProcess) => Promise<T>): Promise<T> =>
    surely(living, work, (error) => faultOf(error, limits));

  return {
    ready: current.ready,
    pid: () => current.pid,
    close() {
      closed = true;
      return current.end();
    },
    probe: (source, of = PROBE_LIMITS) =>
      inTurn(() =>
        done(async (child) => {
          const { answer } = await child.ask({ what: 'probe', bytes: source.bytes, limits: of }, source);
          return (answer as { film: Film }).film;
        }),
      ),
    async *decodeChunk(source, chunk, options, onMissing = () => {}) {
      const letGo = await turnOf(inTurn);
      try {
        yield* allFrames(done, limits.seconds, { source, chunk, options, onMissing });
      } finally {
        letGo();
      }
    },
  };
}

/** Waits for a turn, and gives what ends it. */
function turnOf(inTurn: ReturnType<typeof oneAtATime>): Promise<() => void> {
  return new Promise((have) => {
    void inTurn(() => new Promise<void>((letGo) => have(letGo)));
  });
}

interface Wanted {
  source: VideoSource;
  chunk: Omit<Chunk, 'number'>;
  options: ChunkOptions;
  onMissing: OnMissing;
}

async function* allFrames(
  done: <T>(work: (child: VideoProcess) => Promise<T>) => Promise<T>,
  seconds: number,
  { source, chunk, options, onMissing }: Wanted,
): AsyncGenerator<VideoFrame> {
  let left = seconds;
  let begunIn: VideoProcess | undefined;
  let last = Number.NEGATIVE_INFINITY;
  const next = () =>
    done(async (child) => {
      const goesOn = begunIn === child;
      begunIn = child;
      const { answer, took } = await child.ask(
        goesOn ? { what: 'goOn' } : { what: 'begin', bytes: source.bytes, chunk, options },
        source,
        left,
      );
      // Less than nothing is no time limit; the last batch may have taken all there was.
      left = Math.max(left - took, seconds / 1000);
      const { batch } = answer as { batch: Batch };
      return { batch, pixels: child.pixels(sizeOf(batch)) };
    });

  let coming: ReturnType<typeof next> | undefined = next();
  try {
    while (coming) {
      const { batch, pixels } = await coming;
      coming = undefined;
      // It works on while these are looked at; what comes of it is asked for later.
      if (!batch.missing) {
        coming = next();
        coming.catch(() => {});
      }
      let at = 0;
      const take = (size: Size): Picture => {
        const rgb = pixels.subarray(at, at + bytesOf(size));
        at += rgb.length;
        return { ...size, rgb };
      };
      for (const { time, picture, large } of batch.frames) {
        const frame = { time, picture: take(picture), ...(large && { large: take(large) }) };
        if (time <= last) continue; // given before its process died
        last = time;
        yield frame;
      }
      if (batch.missing) onMissing(batch.missing);
    }
  } finally {
    await coming?.catch(() => {});
    if (begunIn?.alive()) begunIn.tell({ what: 'leave' });
  }
}

const sizeOf = ({ frames }: Batch) =>
  frames.reduce((sum, { picture, large }) => sum + bytesOf(picture) + (large ? bytesOf(large) : 0), 0);

const bytesOf = ({ width, height }: Size) => width * height * 3;
