import { amount } from '../bench/report/amount.ts';
import { type Column, table } from '../terminal/table.ts';
import { wrap } from '../terminal/wrap.ts';
import type { Line } from './bill/Line.ts';
import type { Estimate } from './estimate.ts';

/** So many columns a terminal has at least. */
const WIDTH = 80;
/** Rekognition is to cost at least so many times as much. */
const GOAL = 60;
/** USD a month. */
const REST_GOAL = 1;

const HEADS: Column[] = [
  { title: 'what' },
  { title: 'quantity', right: true },
  { title: 'unit' },
  { title: 'USD a unit', right: true },
  { title: 'USD', right: true },
];

/** The estimate in lines of at most 80 columns. */
export function show(of: Estimate): string {
  const { options, analysis, rest, kept } = of;
  const photos = options.photos.toLocaleString('en-US');
  return `${[
    facts(of),
    [`${photos} photos, once`, bill(analysis.lines, analysis.usd), perThousand(of)].join('\n'),
    ['At rest, a month', bill(rest.lines, rest.usd), aboutRest(of)].join('\n'),
    [`${photos} photos kept, a month`, bill(kept.lines, kept.usd), aboutKept()].join('\n'),
    ['Amazon Rekognition', comparison(of)].join('\n'),
  ].join('\n\n')}\n`;
}

function facts({ options, profile, memoryMb, seconds, pricesLookedUp }: Estimate): string {
  const { measured, photoBytes, seconds: times } = profile;
  const time =
    options.secondsPerPhoto === undefined
      ? `a processor works ${amount(times.work)} s on each, and ${amount(times.waits)} s are waits for the ` +
        `services, ${amount(seconds)} s in a batch of ${options.batch}`
      : `each is said to take ${amount(seconds)} s`;
  return paragraph(
    `${measured.photos} photos of ${amount(photoBytes / 1e6)} MB were measured, with ${amount(measured.faces)} ` +
      `faces each, ${amount(measured.recognised)} of them recognised: ${time}. Function of ${memoryMb} MB on ` +
      `${options.architecture}, list prices of ${options.region} as of ${pricesLookedUp}, in USD.`,
  );
}

function bill(lines: Line[], usd: number): string {
  const rows = lines.map(({ what, quantity, unit, price, usd: sum }) => [
    what,
    amount(quantity),
    unit,
    String(price),
    sum.toFixed(2),
  ]);
  return table(HEADS, [...rows, ['sum', '', '', '', usd.toFixed(2)]], WIDTH);
}

function perThousand({ options, analysis }: Estimate): string {
  const [largest] = analysis.lines.toSorted((a, b) => b.usd - a.usd);
  const share = Math.round((100 * largest!.usd) / analysis.usd);
  return paragraph(
    `${((1000 * analysis.usd) / options.photos).toFixed(4)} for 1,000 photos. The largest line is ` +
      `"${largest!.what}", ${share} % of the sum.`,
  );
}

function aboutRest({ rest }: Estimate): string {
  const free =
    `${rest.usdBeyondFree.toFixed(2)} where the account's free units (SQS, Lambda, alarms, dashboards, ...) are used ` +
    `for nothing else: ${goal(rest.usdBeyondFree < REST_GOAL, `under ${REST_GOAL}.00`)}`;
  return paragraph(`${free} Without them, ${goal(rest.usd < REST_GOAL, `under ${REST_GOAL}.00`)}`);
}

function aboutKept(): string {
  return paragraph(
    'The audit is the function `reconcile`, which reads all of the tables each time: RECONCILE_EVERY says how often. ' +
      'Its Lambda time is the most that its timeout allows. Logs and archived events go after the days that ' +
      'deployment.json says.',
  );
}

function comparison({ options, rekognition }: Estimate): string {
  const { images, usd, times, leastTimes, keptUsd } = rekognition;
  return paragraph(
    `IndexFaces for each photo and SearchFaces for each face are ${images.toLocaleString('en-US')} images: ` +
      `${usd.toFixed(2)}, ${amount(times)} times as much: ${goal(times >= GOAL, `at least ${GOAL} times`)} Were one face ` +
      `of each photo searched for, ${amount(leastTimes)} times. Keeping ${options.faces} face vectors a photo is ` +
      `${keptUsd.toFixed(2)} more a month.`,
  );
}

const goal = (met: boolean, what: string) => `the target, ${what}, is ${met ? 'met' : 'MISSED'}.`;

const paragraph = (text: string) => wrap(text, WIDTH);
