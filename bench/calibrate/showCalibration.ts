import { printable } from '../../terminal/printable.ts';
import { type Column, table } from '../../terminal/table.ts';
import { wrap } from '../../terminal/wrap.ts';
import type { Describer } from '../accuracy/Describer.ts';
import { type CalibrationReport, RATE } from './calibrate.ts';

const COLUMNS = 80;

/** The figures for a terminal, and what to put where. */
export function showCalibration(
  { fit, similarity, groups, genuine, limits }: CalibrationReport,
  { engine, space }: Pick<Describer, 'engine' | 'space'>,
): string {
  const strangers = { shape: rounded(fit.shape, 3), meanSquare: rounded(fit.meanSquare, 4) };
  const calibration = { even: rounded(similarity.even, 4), slope: rounded(similarity.slope, 3) };
  const parts = [
    printable(`${engine} (${space})`),
    table(
      heads('people who are alike', 'pairs', 'distances', 'mean', 'deviation', 'nearest'),
      groups.map((group) => [
        group.name,
        `${group.pairs}`,
        `${group.distances}`,
        ...[group.mean, group.deviation, group.nearest].map(distance),
      ]),
    ),
    table(
      heads('fit: where it puts', ...groups[0]!.quality.map(({ share }) => percent(share))),
      groups.map(({ name, quality }) => [name, ...quality.map(({ found }) => percent(found))]),
    ),
    table(
      heads('enrolled photos', 'limit', '95 % interval', 'one person within'),
      limits.map(({ photos, limit, interval, recognised }) => [
        photos.toLocaleString('en'),
        distance(limit),
        interval.map(distance).join(' to '),
        percent(recognised),
      ]),
    ),
    wrap(
      `Limits for MAX_FALSE_MATCHES=${RATE}, where all who are enrolled are like the stranger; the nearest group is ` +
        `"${fit.nearest}". ${genuine.pairs} pairs of one person: mean ${distance(genuine.mean)}, deviation ` +
        `${distance(genuine.deviation)}. Below a share of about 1 in the number of distances the fit is no more than ` +
        'its form continued.',
      COLUMNS,
    ),
    wrap(
      "Put this into the recogniser's manifest, beside `limit` in `match`, or for the built-in one into " +
        'faces/engine/dlibResnet.ts, and name the weights and the people there:',
      COLUMNS,
    ),
    `  "strangers": ${JSON.stringify(strangers)}`,
    'And as `calibration`, by which similarity is reckoned:',
    `  "calibration": ${JSON.stringify(calibration)}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

const heads = (first: string, ...others: string[]): Column[] => [
  { title: first },
  ...others.map((title) => ({ title, right: true })),
];
const distance = (value: number) => value.toFixed(3);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const rounded = (value: number, digits: number) => Number(value.toPrecision(digits));
