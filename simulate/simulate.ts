import { openBucket } from './openBucket.ts';
import { openClock } from './openClock.ts';
import { openProcessors } from './openProcessors.ts';
import type { FilmToLookAt, Times, World } from './World.ts';

/** A limit, and for how long there were messages that it held back, in seconds. */
type Bound = 'concurrency' | 'queue' | 'environments';

export interface Outcome {
  /** Seconds from the drop: until the first chunk was begun, the last was done, the timeline was written. */
  first: number;
  looked: number;
  whole: number;
  chunks: number;
  frames: number;
  /** Functions that were called to fetch chunks. */
  calls: number;
  /** Environments that were started, and chunks at once at most. */
  environments: number;
  peak: number;
  /** That are billed, of the functions before and of those that look. */
  seconds: { before: number; looking: number };
  bound: Record<Bound, number>;
  /** Range reads, and how long they were held back, together; and in the busiest second. */
  reads: { count: number; waited: number; peak: number };
  /** Write units, so too. */
  writes: { count: number; waited: number; peak: number };
  messages: number;
}

/** Bytes of one range read, and those of the index that each chunk reads: docs/video.md, "What is read". */
const READ = 2 * 2 ** 20;
/** MP4's tables have 8 to 16 bytes a frame, and some more for sound; they are read in blocks of a quarter of a MiB. */
const INDEX_A_FRAME = 24;
/** DynamoDB counts writes by KB. A number in a set takes up to 3 bytes and one for its type. */
const UNIT = 1024;
const NUMBER = 4;
const PLAN_ROW = 300;
/** Of one request, and requests at once: functions/plan/sendChunks.ts. */
const SENT_AT_ONCE = 10;
const SENDING = 8;

/** What becomes of a film that is dropped at the moment 0. The same numbers give the same outcome. */
export function simulate(film: FilmToLookAt, times: Times, world: World): Outcome {
  const clock = openClock();
  const processors = openProcessors(clock, world.processors);
  const starts = openBucket(clock, world.environments);
  const reads = openBucket(clock, world.reads);
  const writes = openBucket(clock, world.writes);
  const chunks = Math.max(1, Math.round(film.seconds / film.chunkSeconds));
  const frames = Math.round(film.seconds * film.rate);
  const each = frames / chunks;
  const decoding = each * times.decode;
  const computing = decoding + each * times.look + times.chunk;
  // The two processes work beside each other: no more than one of them has to do.
  const beside = computing > 0 ? computing / Math.max(decoding, computing - decoding) : 1;
  const rangesEach =
    Math.ceil((film.bytesPerSecond * film.seconds) / chunks / READ) +
    Math.max(1, Math.ceil((INDEX_A_FRAME * frames) / READ));
  const reading =
    rangesEach * world.readSeconds +
    (film.bytesPerSecond * (film.seconds / chunks) + INDEX_A_FRAME * frames) / world.readBytesPerSecond;
  const rowUnits = Math.ceil(times.row / UNIT);

  const bound: Record<Bound, number> = { concurrency: 0, queue: 0, environments: 0 };
  const outcome = { first: 0, looked: 0, whole: 0, environments: 0, peak: 0, before: 0, looking: 0 };
  let [waiting, running, idle, done, counted] = [0, 0, 0, 0, 0];
  let begun: number | undefined;
  let binding: Bound | undefined;
  let since = 0;
  const bind = (limit: Bound | undefined) => {
    if (binding) bound[binding] += clock.now() - since;
    since = clock.now();
    binding = limit;
  };
  const cold = coldStarts(times.cold);
  /** When all messages were sent. */
  let sent: number | undefined;
  const { perSecond: callsPerSecond, most: mostCalls } = world.calls ?? { perSecond: 0, most: 0 };
  const calls = Math.min(mostCalls, chunks);
  /** So many have been called by now. */
  const called = () =>
    sent === undefined ? 0 : Math.min(calls, Math.floor(callsPerSecond * (clock.now() - sent) + 1e-6));

  /** As many as the queue hands on and may be at work. */
  const dispatch = () => {
    begun ??= clock.now();
    const { first, perSecond, most } = world.pollers;
    while (waiting > 0) {
      const fed = Math.min(most, Math.floor(first + perSecond * (clock.now() - begun) + 1e-6));
      if (running >= world.concurrency) return bind('concurrency');
      if (running >= fed + called()) {
        if (fed < most && perSecond > 0) clock.at(begun + (fed + 1 - first) / perSecond, dispatch);
        if (sent !== undefined && called() < calls)
          clock.at(sent + (called() + 1) / callsPerSecond, dispatch);
        return bind('queue');
      }
      if (idle === 0 && !world.warm && starts.left() < 1) {
        clock.after((1 - starts.left()) / world.environments!.perSecond, dispatch);
        return bind('environments');
      }
      waiting--;
      running++;
      outcome.peak = Math.max(outcome.peak, running);
      begin();
    }
    bind(undefined);
  };

  const begin = () => {
    const start = clock.now();
    const work = () => look(start);
    if (idle > 0 || world.warm) {
      if (idle > 0) idle--;
      else outcome.environments++;
      clock.after(times.hop, work);
    } else {
      outcome.environments++;
      starts.take(1, () => clock.after(times.hop + cold(), work));
    }
  };

  const look = (start: number) => {
    if (outcome.first === 0) outcome.first = clock.now();
    clock.after(times.chunkWaits, () => {
      let parts = 2;
      const part = () => --parts === 0 && write(start);
      // Decoding waits for what it reads, and looking for what is decoded.
      let left = rangesEach;
      const read = () => {
        if (left-- > 0) return reads.take(1, () => clock.after(reading / rangesEach, read));
        clock.at(clock.now() + decoding / Math.min(1, world.processorsEach), part);
      };
      read();
      processors.compute(computing, Math.min(beside, world.processorsEach), part);
    });
  };

  const write = (start: number) =>
    writes.take(rowUnits, () =>
      clock.after(world.writeSeconds, () => {
        counted++;
        const planUnits = Math.ceil((PLAN_ROW + NUMBER * counted) / UNIT);
        writes.take(planUnits, () => clock.after(world.writeSeconds, () => end(start)));
      }),
    );

  const end = (start: number) => {
    if (++done < chunks) return leave(start);
    outcome.looked = clock.now();
    clock.after(times.assemble + times.assembleChunk * chunks, () => {
      outcome.whole = clock.now();
      leave(start);
    });
  };

  const leave = (start: number) => {
    outcome.looking += clock.now() - start - times.hop;
    running--;
    idle++;
    dispatch();
  };

  // A message to the function that tells a video, one to that which plans, then those of the chunks.
  const before = world.warm ? 0 : times.cold[1];
  const planned = 2 * (times.hop + before) + times.tell + times.plan;
  outcome.before = 2 * before + times.tell + times.plan;
  const batches = Math.ceil(chunks / SENT_AT_ONCE);
  for (let batch = 0; batch < batches; batch++) {
    const count = Math.min(SENT_AT_ONCE, chunks - batch * SENT_AT_ONCE);
    clock.at(planned + Math.ceil((batch + 1) / SENDING) * times.send, () => {
      waiting += count;
      if (batch === batches - 1) sent = clock.now();
      dispatch();
    });
  }
  outcome.before += Math.ceil(batches / SENDING) * times.send;
  clock.run();
  const { before: earlier, looking, ...rest } = outcome;
  const planUnits = Array.from({ length: chunks }, (_, at) =>
    Math.ceil((PLAN_ROW + NUMBER * (at + 1)) / UNIT),
  );
  return {
    ...rest,
    chunks,
    frames,
    calls,
    seconds: { before: earlier, looking },
    bound,
    reads: { count: rangesEach * chunks, waited: reads.waited(), peak: reads.peak() },
    writes: {
      count: rowUnits * chunks + planUnits.reduce((sum, units) => sum + units, 0),
      waited: writes.waited(),
      peak: writes.peak(),
    },
    messages: chunks,
  };
}

/** One after the other, spread as three numbers tell: half of them below the median, evenly, half above. */
function coldStarts([low, median, high]: Times['cold']): () => number {
  // The golden ratio's multiples lie evenly, in whatever number they come.
  let number = 0;
  return () => {
    number = (number + 0.618_033_988_749_895) % 1;
    return number < 0.5 ? low + 2 * number * (median - low) : median + (2 * number - 1) * (high - median);
  };
}
