import { amount } from '../report/amount.ts';
import type { Section } from '../report/publish.ts';
import type { ThroughputFigures } from './measureThroughput.ts';

/** The figures of the throughput as tables. */
export function throughputSections({ engine, photos, rounds, runs, growth }: ThroughputFigures): Section[] {
  const numbers = (...titles: string[]) => titles.map((title) => ({ title, right: true }));
  return [
    {
      title: `Photos a second, first drop to last event (${photos} photos, ${engine}, ${rounds} rounds)`,
      heads: numbers(
        'processes',
        'photos/s',
        'lowest',
        'highest',
        'growth',
        'a core-second',
        'cores at work',
      ),
      rows: runs.map(({ processes, photosPerSecond, photosPerCoreSecond, cores }, at) => [
        String(processes),
        ...[photosPerSecond.median, photosPerSecond.low, photosPerSecond.high].map(amount),
        at === 0 ? '' : `${amount(growth[at - 1]!.median)} x`,
        amount(photosPerCoreSecond ?? undefined),
        `${amount(cores.functions ?? undefined)} + ${amount(cores.services)}`,
      ]),
      note: 'a core-second: photos for each second of processor time. cores at work: functions + local services.',
    },
    {
      title: "Where a function's time goes, ms a photo",
      heads: numbers('processes', 'fetch', 'decode', 'inference', 'match', 'record', 'not inference'),
      rows: runs.map(({ processes, steps, notInference }) => [
        String(processes),
        ...[steps.fetch, steps.decode, steps.inference, steps.match, steps.record].map(amount),
        `${(100 * notInference).toFixed(1)} %`,
      ]),
      note: 'record: looking up, waiting for its turn, writing and announcing, while another photo is looked at.',
    },
  ];
}
