import test from 'ava';
import { XMLValidator } from 'fast-xml-parser';
import { accuracyChart } from '../../bench/accuracy/chart/accuracyChart.ts';
import { binShares } from '../../bench/accuracy/chart/histogramPanel.ts';
import { rocSteps } from '../../bench/accuracy/chart/rocPanel.ts';
import type { Report } from '../../bench/accuracy/Report.ts';
import { showReport } from '../../bench/accuracy/showReport.ts';
import { countOnce, tarAtFar } from '../../bench/accuracy/statistics/errorRates.ts';
import { displayWidth } from '../../terminal/displayWidth.ts';

test('The ROC has at each FAR the TAR that is reported for it', (t) => {
  const genuine = countOnce([0.1, 0.2, 0.45, 0.6, 0.6, 0.95, Infinity]);
  const impostor = countOnce([0.4, 0.5, 0.5, 0.7, 0.9]);
  const steps = rocSteps(genuine, impostor);
  t.deepEqual(steps, [
    { far: 0, tar: 2 / 7 },
    { far: 0.2, tar: 3 / 7 },
    { far: 0.6, tar: 5 / 7 },
    { far: 1, tar: 6 / 7 },
  ]);
  for (const far of [0, 0.1, 0.2, 0.5, 0.6, 0.99, 1])
    t.is(steps.findLast((step) => step.far <= far)!.tar, tarAtFar(genuine, impostor, far).tar, `at ${far}`);
});

test('Bins hold shares of all distances; the farthest lies in the last, and what is infinite in none', (t) => {
  t.deepEqual(binShares(countOnce([0, 0.1, 0.5, 1, 2]), 2, 4), [0.4, 0.2, 0.2, 0.2]);
  t.deepEqual(binShares(countOnce([0, Infinity]), 1, 2), [0.5, 0]);
});

const interval = { low: 0, high: 1 };
const report: Report = {
  directory: `/photos/${'a long name '.repeat(10)}<&"'>\u001b[31m`,
  engine: 'tfjs-node, face-api <1.7.15>',
  space: 'face-api-128',
  face: 'largest',
  strict: false,
  photos: 100_000,
  people: 5000,
  leftOut: [`${'x'.repeat(60)}: folders and no photos; if it is a set, give it by itself`],
  failures: Array.from({ length: 25 }, (_, at) => ({ photo: `ann/${at}.jpg`, why: 'The photo '.repeat(12) })),
  medianMilliseconds: 12_345,
  pairs: { genuine: 123_456, impostor: 4_876_544, leftOut: 99 },
  means: { genuine: 0.4, impostor: null },
  eer: { value: 1, interval },
  tarAtFar: [0.01, 0.001, 0.00000001].map((asked) => ({
    asked,
    tar: 1,
    far: 0,
    distance: asked === 0.01 ? 0.6 : null,
    interval,
  })),
  atDistance: [{ distance: 0.6, tar: 1, far: 1 }],
  rankOne: { searches: 100_000, hits: 99_999 },
  openSet: {
    enrolled: 2500,
    strangers: 2500,
    splits: 200,
    mateSearches: 1_000_000,
    nonMateSearches: 10_000_000,
    atFpir: [{ asked: 0.01, fpir: 1, fnir: 1, distance: null }],
    atDistance: [{ distance: 0.6, fpir: 1, fnir: 1 }],
  },
  folds: { folds: [{ pairs: 600, accuracy: 1, distance: 0.6 }], mean: 1, standardError: 1 },
  degraded: [
    {
      by: 'quality',
      level: 10,
      label: 'JPEG 10',
      photos: 100_000,
      found: 100_000,
      usable: 90_000,
      medianDistance: 1,
      fartherThan06: 100_000,
      eer: 1,
    },
    {
      by: 'blur',
      level: 3,
      label: '0.5 % sigma',
      photos: 0,
      found: 0,
      usable: 0,
      medianDistance: null,
      fartherThan06: 0,
      eer: null,
    },
  ],
};

test('No line of the report is wider than 80 columns, and none can be obeyed by a terminal', (t) => {
  const text = showReport(report);
  const wide = text.split('\n').filter((line) => displayWidth(line) > 80);
  // A name without spaces cannot be broken.
  t.deepEqual(
    wide.filter((line) => line.includes(' ')),
    [],
  );
  t.false(text.includes('\u001b'));
  for (const figure of [
    'EER',
    'TAR at FAR 0.1 %',
    'FNIR at FPIR 1 %',
    'JPEG 10',
    'standard error',
    'and 5 more',
  ])
    t.true(text.includes(figure), figure);
});

const sets: [title: string, genuine: number[], impostor: number[]][] = [
  ['a usual set', [0.1, 0.3, 0.42], [0.5, 0.61, 0.8, 0.83]],
  ['one pair of each', [0.3], [0.7]],
  ['distances of 0 only', [0], [0]],
  ['nothing that could be compared', [Infinity], [Infinity]],
  ['a FAR of every size', [0.2, 0.9], Array.from({ length: 5000 }, (_, at) => 0.1 + at / 5000)],
];
for (const [title, genuine, impostor] of sets)
  test(`The chart of ${title} is well formed and has a number everywhere`, (t) => {
    const kinds = { genuine: countOnce(genuine), impostor: countOnce(impostor) };
    const tarAtFars = [0.01, 0.001].map((asked) => ({
      asked,
      ...tarAtFar(kinds.genuine, kinds.impostor, asked),
      interval,
    }));
    const svg = accuracyChart({ report: { ...report, tarAtFar: tarAtFars }, ...kinds });
    t.is(XMLValidator.validate(svg), true);
    t.notRegex(svg, /NaN|Infinity|undefined|null/);
    for (const [, value] of svg.matchAll(/ (?:x|y|x1|x2|y1|y2)="([^"]*)"/g)) {
      t.true(Number(value) >= 0 && Number(value) <= 960, value);
    }
    t.regex(svg, /prefers-color-scheme: dark/);
  });
