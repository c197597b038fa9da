/** Time that passes from one event to the next. */
export interface Clock {
  /** Seconds. */
  now(): number;
  /** At that moment, or now where it is over; of several at one moment in the order in which they were asked for. */
  at(time: number, work: () => void): void;
  after(seconds: number, work: () => void): void;
  /** Until nothing is to come. */
  run(): void;
}

interface Event {
  time: number;
  order: number;
  work: () => void;
}

export function openClock(): Clock {
  const heap: Event[] = [];
  let now = 0;
  let order = 0;
  const isBefore = (one: Event, other: Event) =>
    one.time < other.time || (one.time === other.time && one.order < other.order);
  const swap = (one: number, other: number) => {
    [heap[one], heap[other]] = [heap[other]!, heap[one]!];
  };

  const put = (event: Event) => {
    heap.push(event);
    for (let at = heap.length - 1; at > 0; ) {
      const above = (at - 1) >> 1;
      if (!isBefore(heap[at]!, heap[above]!)) return;
      swap(at, above);
      at = above;
    }
  };
  const take = (): Event | undefined => {
    if (heap.length === 0) return undefined;
    swap(0, heap.length - 1);
    const first = heap.pop()!;
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (left < heap.length && isBefore(heap[left]!, heap[least]!)) least = left;
      if (right < heap.length && isBefore(heap[right]!, heap[least]!)) least = right;
      if (least === at) return first;
      swap(at, least);
      at = least;
    }
  };

  const at: Clock['at'] = (time, work) => put({ time: Math.max(now, time), order: order++, work });
  return {
    now: () => now,
    at,
    after: (seconds, work) => at(now + seconds, work),
    run() {
      for (let next = take(); next; next = take()) {
        now = next.time;
        next.work();
      }
    },
  };
}
