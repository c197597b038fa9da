import type { ConfinedLimits } from '../../faces/decode/worker/startConfined.ts';
import { surely } from '../../faces/decode/worker/surely.ts';
import { oneAtATime } from '../../faces/oneAtATime.ts';
import type { Film } from '../Film.ts';
import { PROBE_LIMITS, type ProbeLimits } from '../probe.ts';
import type { VideoSource } from '../VideoSource.ts';
import { faultOf } from './faultOf.ts';
import { startVideoDecoder, type VideoProcess, type VideoProgram } from './startVideoDecoder.ts';

/** `probe` of video/probe.ts in a process of its own. */
export interface VideoProber {
  /** The first process is there. @throws DecoderError where it cannot be started. */
  ready: Promise<void>;
  /** @throws VideoError also `too-slow`, `too-much-memory` or `breaks-decoder`; DecoderError where another try can succeed. */
  probe(source: VideoSource, limits?: ProbeLimits): Promise<Film>;
  /** Of the process that takes the next video. */
  pid(): number;
  /** Ends the process; it ends by itself when this one does. */
  close(): Promise<void>;
}

/**
 * Starts the process, which is kept from work to work and replaced when it dies (as faces/decode/worker/openDecoder.ts).
 * @returns with it what does a piece of work in it, and what works wait for their turn by
 */
export function keepVideoProcess(program: VideoProgram, limits: ConfinedLimits) {
  const inTurn = oneAtATime();
  let closed = false;
  let current = startVideoDecoder(program, limits);
  const living = () => {
    if (!current.alive() && !closed) current = startVideoDecoder(program, limits);
    return current;
  };
  const done = <T>(work: (child: VideoProcess) => Promise<T>): Promise<T> =>
    surely(living, work, (error) => faultOf(error, limits));
  const prober: VideoProber = {
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
  };
  return { prober, inTurn, done };
}
