import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { AccuracyError } from '../../bench/accuracy/AccuracyError.ts';
import { assessPairs } from '../../bench/accuracy/assess.ts';
import { parsePairs, readPairs } from '../../bench/accuracy/readPairs.ts';
import { bestDistance, foldAccuracy } from '../../bench/accuracy/statistics/foldAccuracy.ts';

const TWO_FOLDS = ['2\t1', 'Ann_Lee\t1\t2', 'Ann_Lee\t1\tBob\t1', 'Bob\t1\t3', 'Bob\t3\tAnn_Lee\t10'].join(
  '\n',
);

test('A pairs.txt is read fold by fold, pairs of one person first', (t) => {
  const { folds, lines } = parsePairs(`${TWO_FOLDS}\n`, 'pairs.txt');
  t.is(folds, 2);
  t.deepEqual(lines, [
    {
      fold: 0,
      same: true,
      photos: [
        ['Ann_Lee', 1],
        ['Ann_Lee', 2],
      ],
    },
    {
      fold: 0,
      same: false,
      photos: [
        ['Ann_Lee', 1],
        ['Bob', 1],
      ],
    },
    {
      fold: 1,
      same: true,
      photos: [
        ['Bob', 1],
        ['Bob', 3],
      ],
    },
    {
      fold: 1,
      same: false,
      photos: [
        ['Bob', 3],
        ['Ann_Lee', 10],
      ],
    },
  ]);
});

test('Spaces part fields as tabs do, a tab lets a name have spaces, and one number is one fold', (t) => {
  t.deepEqual(parsePairs(TWO_FOLDS.replaceAll('\t', ' '), 'p'), parsePairs(TWO_FOLDS, 'p'));
  t.deepEqual(parsePairs(TWO_FOLDS.replaceAll('\n', '\r\n'), 'p'), parsePairs(TWO_FOLDS, 'p'));
  const { folds, lines } = parsePairs('1\nAnn Lee\t1\t2\nAnn Lee\t1\tBob\t1', 'p');
  t.is(folds, 1);
  t.deepEqual(lines[1]!.photos, [
    ['Ann Lee', 1],
    ['Bob', 1],
  ]);
});

const broken: [title: string, text: string, message: RegExp][] = [
  [
    'without numbers in its first line',
    'ten\t300\nx',
    /Line 1 of p is "ten\\t300", but must be the number of folds/,
  ],
  ['that is empty', '', /Line 1 of p is ""/],
  [
    'that is cut short',
    TWO_FOLDS.slice(0, TWO_FOLDS.lastIndexOf('\n')),
    /p has 4 lines, but .* 2 x 2 x 1 pairs, which are 5/,
  ],
  [
    'with a pair of the other kind',
    TWO_FOLDS.replace('Bob\t1\t3', 'Bob\t1\tAnn_Lee\t3'),
    /Line 4 of p .* "person number number"/,
  ],
  ['with a number that is none', TWO_FOLDS.replace('Bob\t1\t3', 'Bob\t1\tx'), /Line 4 of p/],
  [
    'with a photo and itself',
    TWO_FOLDS.replace('Bob\t1\t3', 'Bob\t3\t3'),
    /Line 4 of p .* two photos of the person/,
  ],
  [
    'with one person as two',
    TWO_FOLDS.replace('Bob\t3\tAnn_Lee', 'Bob\t3\tBob'),
    /Line 5 of p .* two people/,
  ],
];
for (const [title, text, message] of broken)
  test(`A pairs.txt ${title} is refused with the line that breaks it`, (t) => {
    t.throws(() => parsePairs(text, 'p'), { instanceOf: AccuracyError, message });
  });

test('The photos of the pairs are found in their folders, each once; one that is missing is named', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'accuracy-pairs-'));
  t.teardown(() => rm(folder, { recursive: true }));
  for (const [person, files] of Object.entries({
    Ann_Lee: ['Ann_Lee_0001.jpg', 'Ann_Lee_0002.png', 'Ann_Lee_0010.jpg', 'Ann_Lee_0011.jpg'],
    Bob: ['Bob_0001.jpg', 'Bob_0003.jpg'],
  })) {
    await mkdir(join(folder, person));
    for (const file of files) await writeFile(join(folder, person, file), '');
  }
  const file = join(folder, 'pairs.txt');
  await writeFile(file, TWO_FOLDS);
  const { photos, pairs } = await readPairs(folder, file);
  t.deepEqual(
    photos.map(({ name }) => name),
    [
      'Ann_Lee/Ann_Lee_0001.jpg',
      'Ann_Lee/Ann_Lee_0002.png',
      'Bob/Bob_0001.jpg',
      'Bob/Bob_0003.jpg',
      'Ann_Lee/Ann_Lee_0010.jpg',
    ],
  );
  t.deepEqual(
    pairs!.pairs.map(({ a, b }) => [a, b]),
    [
      [0, 1],
      [0, 2],
      [2, 3],
      [3, 4],
    ],
  );
  await writeFile(file, TWO_FOLDS.replace('Bob\t1\t3', 'Bob\t1\t2'));
  await t.throwsAsync(readPairs(folder, file), {
    instanceOf: AccuracyError,
    message: /photo 2 of Bob, .*Bob_0002/,
  });
  await symlink('/nowhere', join(folder, 'Cyd'));
  await writeFile(file, TWO_FOLDS.replace('Bob\t1\t3', 'Cyd\t1\t2'));
  await t.throwsAsync(readPairs(folder, file), { instanceOf: AccuracyError, message: /photo 1 of Cyd/ });
});

const pair = (fold: number, same: boolean, distance: number) => ({ fold, same, distance });

test('The best distance lies halfway between the last pair that is right to accept and the next', (t) => {
  t.is(bestDistance([pair(0, true, 0.25), pair(0, true, 0.5), pair(0, false, 0.75)]), 0.625);
  // Two ways are equally good; the smaller distance is taken.
  t.is(bestDistance([pair(0, true, 0.25), pair(0, false, 0.5), pair(0, true, 0.75)]), 0.375);
  t.is(bestDistance([pair(0, true, 0.25), pair(0, true, Infinity)]), 0.25);
  t.is(bestDistance([pair(0, false, 0.5)]), 0.25);
  t.is(bestDistance([pair(0, true, 0.5), pair(0, true, 0.5), pair(0, false, 0.5), pair(0, false, 1)]), 0.75);
});

test('Each fold is judged by the distance of the others, and the error is that of their mean', (t) => {
  const { folds, mean, standardError } = foldAccuracy(
    [
      pair(0, true, 0.25),
      pair(0, false, 0.75),
      pair(1, true, 0.25),
      pair(1, false, 0.75),
      pair(2, true, 0.625),
      pair(2, false, 1),
    ],
    3,
  );
  // Folds 2 and 3 together: accepted up to 0.625, refused from 0.75 on. Folds 1 and 2: 0.25 and 0.75.
  t.deepEqual(folds, [
    { pairs: 2, accuracy: 1, distance: 0.6875 },
    { pairs: 2, accuracy: 1, distance: 0.6875 },
    { pairs: 2, accuracy: 0.5, distance: 0.5 },
  ]);
  t.is(mean, 2.5 / 3);
  // Deviations of 1/6, 1/6 and -1/3: a variance of 1/12, over three folds.
  t.true(Math.abs(standardError - Math.sqrt(1 / 12 / 3)) < 1e-12);
});

test('A fold without pairs and a single fold are refused', (t) => {
  t.throws(() => foldAccuracy([pair(0, true, 0.3), pair(0, false, 0.7)], 2), {
    instanceOf: AccuracyError,
    message: /Fold 2 has no pair/,
  });
  t.throws(() => foldAccuracy([pair(0, true, 0.3)], 1), { instanceOf: AccuracyError, message: /at least 2/ });
});

const sample = (person: string, at?: number) => ({
  person,
  name: person,
  file: person,
  milliseconds: 1,
  ...(at !== undefined && {
    face: { usable: true, descriptor: Float32Array.of(at), box: { x: 0, y: 0, width: 1, height: 1 } },
  }),
});
const apart = (a: Float32Array, b: Float32Array) => Math.abs(a[0]! - b[0]!);

test('Pairs of a face that was not found are left out and counted, or by --strict match nobody', (t) => {
  const samples = [
    sample('ann', 0),
    sample('ann', 0.25),
    sample('ann'),
    sample('bob', 1),
    sample('bob', 1.25),
  ];
  const named = {
    folds: 2,
    pairs: [
      { fold: 0, same: true, a: 0, b: 1 },
      { fold: 0, same: true, a: 0, b: 2 },
      { fold: 0, same: false, a: 0, b: 3 },
      { fold: 0, same: false, a: 2, b: 3 },
      { fold: 1, same: true, a: 3, b: 4 },
      { fold: 1, same: false, a: 1, b: 4 },
    ],
  };
  const left = assessPairs(samples, named, apart, { strict: false, at: [0.5] }).figures;
  t.deepEqual(left.pairs, { genuine: 2, impostor: 2, leftOut: 2 });
  t.deepEqual(left.atDistance, [{ distance: 0.5, tar: 1, far: 0 }]);
  t.deepEqual(
    left.folds?.folds.map(({ pairs, accuracy }) => [pairs, accuracy]),
    [
      [2, 1],
      [2, 1],
    ],
  );
  t.is(left.rankOne, undefined);

  const strict = assessPairs(samples, named, apart, { strict: true, at: [0.5] }).figures;
  t.deepEqual(strict.pairs, { genuine: 3, impostor: 3, leftOut: 0 });
  t.deepEqual(strict.atDistance, [{ distance: 0.5, tar: 2 / 3, far: 0 }]);
  t.deepEqual(
    strict.folds?.folds.map(({ pairs, accuracy }) => [pairs, accuracy]),
    [
      [4, 0.75],
      [2, 1],
    ],
  );
});
