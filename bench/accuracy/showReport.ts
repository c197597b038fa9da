import { printable } from '../../terminal/printable.ts';
import { type Column, table } from '../../terminal/table.ts';
import { wrap } from '../../terminal/wrap.ts';
import type { Report } from './Report.ts';
import type { Interval } from './statistics/bootstrapPeople.ts';

const COLUMNS = 80;
/** So many failures are named; all of them in the JSON. */
const NAMED = 20;

/** The figures for a terminal, no line wider than 80 columns. */
export function showReport(report: Report): string {
  return [
    about(report),
    verification(report),
    atDistances(report),
    identification(report),
    folds(report),
    degraded(report),
    failures(report),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function about({ directory, engine, space, face, strict, ...report }: Report): string {
  const { genuine, impostor, leftOut } = report.pairs;
  const lines = [
    `${directory}: ${report.photos} photos of ${report.people} people, the ${face} face of each`,
    `${engine} (${space}), ${report.medianMilliseconds} ms a photo (median)`,
    `${genuine} genuine pairs, mean distance ${distance(report.means.genuine)}; ` +
      `${impostor} impostor pairs, mean ${distance(report.means.impostor)}` +
      (leftOut > 0 ? `; ${leftOut} pairs left out for want of a face` : ''),
    ...(strict ? ['strict: a face that was not found matches nobody'] : []),
    ...report.leftOut.map((line) => `left out: ${line}`),
  ];
  return lines.map((line) => wrap(printable(line), COLUMNS)).join('\n');
}

function verification({ eer, tarAtFar, pairs }: Report): string {
  const rows = [
    ['EER', percent(eer.value), range(eer.interval), '', ''],
    ...tarAtFar.map(({ asked, tar, far, interval, distance: at }) => [
      `TAR at FAR ${short(asked)}`,
      percent(tar),
      range(interval),
      distance(at),
      percent(far),
    ]),
  ];
  const coarse = tarAtFar.filter(({ asked }) => asked * pairs.impostor < 1);
  return [
    table(heads('verification', 'rate', '95 % interval', 'distance', 'FAR reached'), rows),
    ...coarse.map(({ asked }) =>
      wrap(
        `FAR ${short(asked)} needs ${Math.ceil(1 / asked)} impostor pairs or more; with ${pairs.impostor} it is read at a FAR of 0.`,
        COLUMNS,
      ),
    ),
  ].join('\n');
}

function atDistances({ atDistance, openSet }: Report): string {
  const rows = atDistance.map(({ distance: at, tar, far }, index) => [
    distance(at),
    percent(tar),
    percent(far),
    ...(openSet ? [percent(openSet.atDistance[index]!.fpir), percent(openSet.atDistance[index]!.fnir)] : []),
  ]);
  return table(heads('at distance', 'TAR', 'FAR', ...(openSet ? ['FPIR', 'FNIR'] : [])), rows);
}

function identification({ rankOne, openSet }: Report): string {
  if (!rankOne || !openSet) return '';
  const { enrolled, strangers, splits, mateSearches, nonMateSearches } = openSet;
  const rows = openSet.atFpir.map(({ asked, fnir, distance: at, fpir }) => [
    `FNIR at FPIR ${short(asked)}`,
    percent(fnir),
    distance(at),
    percent(fpir),
  ]);
  const split =
    `FPIR, FNIR: ${enrolled} people enrolled with one photo each, ${strangers} strangers; ` +
    `${splits} random splits, ${mateSearches} searches for the enrolled, ${nonMateSearches} for strangers.`;
  return [
    `rank 1, leave one out: ${rankOne.hits} of ${rankOne.searches} (${percent(rankOne.hits / rankOne.searches)})`,
    '',
    table(heads('open set', 'rate', 'distance', 'FPIR reached'), rows),
    wrap(split, COLUMNS),
  ].join('\n');
}

function folds(report: Report): string {
  if (!report.folds) return '';
  const rows = report.folds.folds.map(({ pairs, accuracy, distance: at }, index) => [
    String(index + 1),
    String(pairs),
    percent(accuracy),
    distance(at),
  ]);
  const { mean, standardError } = report.folds;
  return [
    table(heads('fold', 'pairs', 'accuracy', 'distance'), rows),
    `accuracy ${percent(mean)}, standard error ${percent(standardError)}`,
  ].join('\n');
}

function degraded(report: Report): string {
  if (!report.degraded) return '';
  const rows = report.degraded.map(
    ({ by, label, photos, found, usable, medianDistance, fartherThan06, eer }, at) => [
      report.degraded![at - 1]?.by === by ? '' : by,
      label,
      String(photos),
      photos === 0 ? '-' : percent(found / photos),
      photos === 0 ? '-' : percent(usable / photos),
      distance(medianDistance),
      String(fartherThan06),
      eer === null ? '-' : percent(eer),
    ],
  );
  const numbers = heads('degraded', 'level', 'photos', 'found', 'usable', 'median', 'over 0.6', 'EER');
  return table(numbers, rows);
}

function failures({ failures, photos }: Report): string {
  if (failures.length === 0) return `failures to enrol: 0 of ${photos}`;
  const more = failures.length - NAMED;
  return [
    `failures to enrol: ${failures.length} of ${photos} (${percent(failures.length / photos)})`,
    ...failures.slice(0, NAMED).map(({ photo, why }) => wrap(printable(`${photo}: ${why}`), COLUMNS, '  ')),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n');
}

/** The first column is text, the others numbers. */
const heads = (first: string, ...others: string[]): Column[] => [
  { title: first },
  ...others.map((title) => ({ title, right: true })),
];

const percent = (share: number) => `${(share * 100).toFixed(2)} %`;
const short = (share: number) => `${Number((share * 100).toPrecision(3))} %`;
const range = ({ low, high }: Interval) => `${(low * 100).toFixed(2)} to ${percent(high)}`;
const distance = (value: number | null) => value?.toFixed(3) ?? '-';
