import { amount } from '../report/amount.ts';
import type { Section } from '../report/publish.ts';
import type { LatencyFigures } from './measureLatency.ts';

/** What each part of the way is. */
const LEGS: Record<keyof LatencyFigures['legs'], string> = {
  put: 'drop until S3 has answered',
  queue: 'event, queue, poll, invocation',
  fetch: 'fetch',
  decode: 'decode',
  inference: 'inference',
  match: 'match',
  announce: "look-up, write, bus, subscriber's queue, poll",
};

/** The figures of the latency as tables. */
export function latencySections({ engine, photos, whole, besideInference, legs }: LatencyFigures): Section[] {
  const row = (what: string, { p50, p95, p99 }: LatencyFigures['whole']) => [
    what,
    ...[p50, p95, p99].map(amount),
  ];
  const heads = (title: string) => [
    { title },
    ...['p50', 'p95', 'p99'].map((quantile) => ({ title: quantile, right: true })),
  ];
  return [
    {
      title: `Milliseconds from the drop to the event (${photos} photos, one at a time, ${engine})`,
      heads: heads(''),
      rows: [row('whole', whole), row("beside the photo's inference", besideInference)],
    },
    {
      title: 'Its parts',
      heads: heads(''),
      rows: Object.entries(LEGS).map(([leg, what]) => row(what, legs[leg as keyof typeof LEGS])),
      note: "Each part's quantiles are its own, so they do not add up.",
    },
  ];
}
