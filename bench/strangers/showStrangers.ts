import { table } from '../../terminal/table.ts';
import type { StrangersReport } from './measureStrangers.ts';
import type { Simulated } from './simulate.ts';

/** The figures for a terminal. */
export function showStrangers({ synthetic, real, rates }: StrangersReport): string {
  const { enrolled, nonMateSearches, mateSearches, atDistance } = real;
  return [
    ...synthetic.map(
      ({ shape, sizes }) => `synthetic people of shape ${shape.toFixed(1)}\n${simulated(sizes)}`,
    ),
    `real people: ${enrolled} enrolled with a photo each, ${nonMateSearches} searches for strangers, ` +
      `${mateSearches} for others\n${table(
        ['limit', 'strangers named', 'of the enrolled missed'].map((title) => ({
          title,
          right: title !== 'limit',
        })),
        atDistance.map(({ distance, fpir, fnir }, at) => [
          `${distance.toFixed(3)}${at < rates.length ? ` (promise ${percent(rates[at]!)})` : ' (fixed)'}`,
          percent(fpir),
          percent(fnir),
        ]),
      )}`,
    '',
  ].join('\n\n');
}

function simulated(sizes: Simulated[]): string {
  const [first] = sizes;
  const heads = [
    'enrolled',
    'strangers',
    ...first!.promises.flatMap(({ rate }) => [`limit for ${percent(rate)}`, 'named']),
    ...first!.fixed.map(({ distance }) => `named at ${distance}`),
  ];
  return table(
    heads.map((title) => ({ title, right: true })),
    sizes.map(({ enrolled, strangers, promises, fixed }) => [
      enrolled.toLocaleString('en'),
      strangers.toLocaleString('en'),
      ...promises.flatMap(({ limit, named }) => [limit.toFixed(3), percent(named)]),
      ...fixed.map(({ named }) => percent(named)),
    ]),
  );
}

const percent = (share: number) => `${Number((100 * share).toPrecision(3))} %`;
