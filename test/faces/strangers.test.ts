import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { comparePhotos } from '../../bench/accuracy/statistics/comparePhotos.ts';
import { openSet } from '../../bench/accuracy/statistics/openSet.ts';
import { calibrate } from '../../bench/calibrate/calibrate.ts';
import type { Described } from '../../bench/calibrate/describeSets.ts';
import { showCalibration } from '../../bench/calibrate/showCalibration.ts';
import { population } from '../../bench/strangers/population.ts';
import { simulate } from '../../bench/strangers/simulate.ts';
import { sourceOf } from '../../bench/strangers/sourceOf.ts';
import { readSettings } from '../../config/settings.ts';
import { DLIB_RESNET } from '../../faces/engine/dlibResnet.ts';
import { openFinder } from '../../faces/Finder.ts';
import { isUsable } from '../../faces/isUsable.ts';
import { euclidean } from '../../faces/match/Gallery.ts';
import { strangersLimit } from '../../faces/match/strangersLimit.ts';
import { look } from './support/look.ts';
import { testWithPhotos } from './support/needs.ts';
import { PHOTOS, photosThere, readDemo } from './support/project.ts';

const PEOPLE = ['alex', 'biden', 'jim', 'john', 'lin', 'obama', 'p01', 'p02', 'p05', 'p08', 'p11'];
const SPACE = DLIB_RESNET.spaces.trained;
const FIT = SPACE.strangers!;

const distance = (a: Float32Array, b: Float32Array) =>
  euclidean({ descriptor: a, space: SPACE.name }, { descriptor: b, space: SPACE.name });

/** The largest face of each labelled photo, and all faces of face-api's six: women of about one age. */
let described: Described;
test.before(async () => {
  if (!photosThere) return;
  const settings = readSettings({});
  const finder = await openFinder(settings);
  const usable = async (photo: Buffer) =>
    (await look(finder, photo)).filter((face) => isUsable(face, settings));
  described = { people: [], strangers: [] };
  for (const person of PEOPLE)
    for (const file of readdirSync(join(PHOTOS, person)).sort()) {
      const faces = await usable(await readFile(join(PHOTOS, person, file)));
      const [largest] = faces.toSorted((a, b) => b.box.width * b.box.height - a.box.width * a.box.height);
      described.people.push({ person, descriptor: largest!.descriptor! });
    }
  for (const sample of [1, 2, 3, 4, 5, 6])
    described.strangers.push((await usable(await readDemo(sample))).map(({ descriptor }) => descriptor!));
});

testWithPhotos('Synthetic people are as near to each other as the real ones who are alike', (t) => {
  const somebody = population(sourceOf(described), FIT, 1);
  const squares = Array.from({ length: 10_000 }, () => distance(somebody(), somebody()) ** 2);
  const mean = squares.reduce((sum, one) => sum + one, 0) / squares.length;
  const variance = squares.reduce((sum, one) => sum + (one - mean) ** 2, 0) / squares.length;
  t.true(Math.abs(mean / FIT.meanSquare - 1) < 0.02, `${mean}`);
  t.true(Math.abs(mean ** 2 / variance / FIT.shape - 1) < 0.1, `${mean ** 2 / variance}`);
});

// Never more than twice as many. Of few events the least is told by chance; and where the gallery is large the form of the
// fit is on the safe side of synthetic people, whose distances thin out faster: docs/accuracy.md has the figures.
for (const [enrolled, strangers, rates, least] of [
  [10, 40_000, [0.001, 0.01], 1 / 2],
  [100, 40_000, [0.001, 0.01], 1 / 2],
  [1000, 10_000, [0.001, 0.01], 1 / 5],
  [10_000, 3000, [0.001, 0.01], 0],
] as const)
  testWithPhotos(
    `Of strangers searched among ${enrolled} people about as many are named as promised`,
    (t) => {
      const asked = { sizes: [{ enrolled, strangers }], rates: [...rates], distances: [0.6], fit: FIT };
      const [found] = simulate(sourceOf(described), { ...asked, hardness: FIT, seed: 1 });
      for (const { rate, named, limit } of found!.promises) {
        t.log(`promised ${rate}, limit ${limit.toFixed(3)}: ${named}`);
        t.true(named <= 2 * rate && named >= least * rate, `${rate}: ${named}`);
      }
      t.true(found!.promises[1]!.named >= 0.01 / 4, 'the promise of 1 % is not kept by naming nobody');
      const [fixed] = found!.fixed;
      t.log(`fixed 0.6: ${fixed!.named}`);
      t.true(fixed!.named > 0.3, 'a fixed 0.6 names a third of the strangers and more');
    },
  );

testWithPhotos('Of real people half of whom are enrolled no more strangers are named than promised', (t) => {
  const all = comparePhotos(described.people, distance);
  const rates = [0.001, 0.01, 0.1];
  const distances = rates.map((rate) => strangersLimit(rate, Math.floor(all.people / 2), FIT));
  const { atDistance, nonMateSearches } = openSet(all, { fpirs: [], distances, splits: 200, seed: 1 });
  atDistance.forEach(({ fpir, fnir }, at) => {
    t.log(`promised ${rates[at]}: ${fpir} of ${nonMateSearches} searches; missed ${fnir}`);
    t.true(fpir <= rates[at]!);
  });
  t.true(atDistance[0]!.fnir < 0.2, 'and four of five of the enrolled are known by one photo');
});

testWithPhotos(
  'Calibration gives the same each time, near what is stored, and tells what to put where',
  (t) => {
    const report = calibrate(described, distance);
    t.deepEqual(calibrate(described, distance), report);
    t.is(report.fit.nearest, 'in one photo');
    t.true(Math.abs(report.fit.meanSquare / FIT.meanSquare - 1) < 0.001);
    // Of fewer people than the stored one: within what people drawn anew give.
    const [, ten] = report.limits;
    const stored = strangersLimit(0.001, 10, FIT);
    t.true(ten!.interval[0] <= stored && stored <= ten!.interval[1], `${ten!.interval} ${stored}`);
    const shown = showCalibration(report, { engine: 'onnx', space: SPACE.name });
    t.regex(shown, /"strangers": \{"shape":[\d.]+,"meanSquare":0\.5164\}/);
    t.regex(shown, /recogniser's manifest/);
  },
);
