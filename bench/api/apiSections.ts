import { amount } from '../report/amount.ts';
import type { Section } from '../report/publish.ts';
import type { Spread } from '../report/statistics.ts';
import type { ApiFigures } from './measureApi.ts';

/** The figures of the API as tables. */
export function apiSections(figures: ApiFigures): Section[] {
  const { engine, processes, perSecond, ratio, aroundMs, reads, storm } = figures;
  const right = (title: string) => ({ title, right: true });
  const row = (what: string, { median, low, high }: Spread) => [what, ...[median, low, high].map(amount)];
  return [
    {
      title: `Photos a second with ${processes} engines (${engine})`,
      heads: [{ title: '' }, right('median'), right('least'), right('most')],
      rows: [
        row('POST /v1/recognise', perSecond.api),
        row('engines alone', perSecond.engine),
        row('the one over the other', ratio),
      ],
      note: `What is in front of the function, and the client of this benchmark, take ${amount(aroundMs)} ms of a processor for each photo.`,
    },
    {
      title: 'Milliseconds of GET /v1/stats',
      heads: [{ title: '' }, right('p50'), right('p95')],
      rows: [
        ['alone', amount(reads.alone.p50), amount(reads.alone.p95)],
        ['in a storm', amount(reads.inStorm.p50), amount(reads.inStorm.p95)],
      ],
      note: `In the storm ${30 * processes} clients ask at once, and again as soon as they are answered: ${storm.answered} were recognised, ${storm.refused} told to come again.`,
    },
  ];
}
