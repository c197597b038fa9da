import { amount } from '../report/amount.ts';
import type { Section } from '../report/publish.ts';
import type { Spread } from '../report/statistics.ts';
import type { LocalFigures } from './measureLocal.ts';

const right = (...titles: string[]) => titles.map((title) => ({ title, right: true }));
const three = ({ median, low, high }: Spread) => [median, low, high].map(amount);
const row = (what: string, values: Spread) => [what, ...three(values)];

/** The figures of the local services as tables. */
export function localSections({ drops, bodies, starts, listing }: LocalFigures): Section[] {
  const spreads = right('median', 'lowest', 'highest');
  const { aCoreSecond, processorMs, paced, memoryMb } = drops;
  return [
    {
      title: `Drops of ${drops.bytes / 1000} kB to their events (${drops.drops} in ${drops.waves} waves)`,
      heads: [{ title: 'drops a second' }, ...spreads],
      rows: [
        row('by the clock', drops.aSecond),
        ...(aCoreSecond ? [row('of processor time, all processes', aCoreSecond)] : []),
      ],
      note: 'Through S3, its event, a queue, a function that does nothing but one conditional write and one event, and a bus to a subscriber. Eight senders, one listener.',
    },
    {
      title: 'Processor time, ms a drop',
      heads: right('clients', 'services', 'functions'),
      rows: [[processorMs.clients, processorMs.services, processorMs.functions ?? undefined].map(amount)],
      note: 'clients: who drops and listens, with stock clients. services: the one process of all local services.',
    },
    {
      title: `Drop to event at ${paced.aSecond} drops a second (${paced.drops} drops), ms`,
      heads: right('p50', 'p95', 'p99'),
      rows: [[paced.p50, paced.p95, paced.p99].map(amount)],
    },
    {
      title: 'Memory of the services, MB',
      heads: right('second quarter', 'last quarter', 'growth'),
      rows: [[amount(memoryMb.early), amount(memoryMb.late), `${memoryMb.growthPercent.toFixed(1)} %`]],
    },
    {
      title: `Bodies of ${amount(bodies.bytes / 2 ** 20)} MB, one after another, MB a second (${bodies.rounds} rounds)`,
      heads: [{ title: '' }, ...spreads],
      rows: (['put', 'get'] as const).flatMap((way) => [
        row(`${way.toUpperCase()}, S3`, bodies[way].s3),
        row(`${way.toUpperCase()}, plain file server`, bodies[way].fileServer),
        row('S3 against it, times', bodies[way].ratio),
      ]),
      note: 'S3 computes the MD5 of a PUT and waits until the body is on the disk; the file server does neither.',
    },
    {
      title: `Start to ready, s (${starts.starts} starts)`,
      heads: [{ title: '' }, ...spreads],
      rows: [row('on an empty folder', starts.fresh), row('once more on that folder', starts.again)],
    },
    {
      title: `Listing in pages of 1,000 (${listing.rounds} rounds), microseconds an object`,
      heads: [{ title: 'objects', right: true }, ...spreads],
      rows: [listing.few, listing.many].map(({ objects, microseconds }) =>
        row(String(objects), microseconds),
      ),
    },
  ];
}
