import { randomNumbers } from '../accuracy/statistics/randomNumbers.ts';

/** What the soak does, all of it chosen by the seed; when exactly a process is struck depends on the machine too. */
export interface SoakPlan {
  drops: PlannedDrop[];
  /** In the order in which they come. */
  crashes: Crash[];
  /** Before so many drops, each. */
  restarts: number[];
}

export interface PlannedDrop {
  key: string;
  /** What makes its bytes its own: numbers from 0 to 1. */
  look: { photo: number; crop: number; width: number; quality: number };
  /** The same bytes are dropped once more under the same key: so long after, in milliseconds. */
  againAfterMs?: number;
  /** Its event is delivered again: so many seconds after, each. */
  redeliverAfter: number[];
}

export interface Crash {
  /** Strikes when so many photos are dropped, and then so much later. */
  after: number;
  delayMs: number;
  victim: 'function' | 'decoder';
  /** Which of those there are, from 0 to 1. */
  which: number;
}

export interface SoakSizes {
  photos: number;
  clients: number;
  crashes: number;
  restarts: number;
  /** Seconds. */
  visibility: number;
}

/** Of the photos. */
const AGAIN = 0.05;
const REDELIVERED = 0.1;
/** Of the visibility timeout: so late an event comes again at most, at the same time as the first or long after. */
const LATEST = 1 / 3;
/** Of the drops: restarts come early, since the process whose memory is followed begins its count with the last one. */
const RESTARTS_WITHIN = 0.2;
/** Of the crashes: only the decoder of a function, not the function. */
const DECODERS = 0.25;

export function planSoak(
  { photos, clients, crashes, restarts, visibility }: SoakSizes,
  seed: number,
): SoakPlan {
  const random = randomNumbers(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const drops = Array.from({ length: photos }, (_, index): PlannedDrop => {
    const look = { photo: random(), crop: random(), width: random(), quality: random() };
    const again = random() < AGAIN && { againAfterMs: below(5000) };
    const times = random() < REDELIVERED ? 1 + below(3) : 0;
    return {
      key: `client ${index % clients}/photo-${index}.jpg`,
      look,
      ...again,
      redeliverAfter: Array.from({ length: times }, () => below(visibility * LATEST)),
    };
  });
  const struck = Array.from(
    { length: crashes },
    (): Crash => ({
      after: below(photos),
      delayMs: below(1000),
      victim: random() < DECODERS ? 'decoder' : 'function',
      which: random(),
    }),
  );
  return {
    drops,
    crashes: struck.sort((a, b) => a.after - b.after),
    restarts: Array.from({ length: restarts }, () => below(Math.ceil(photos * RESTARTS_WITHIN))).sort(
      (a, b) => a - b,
    ),
  };
}
