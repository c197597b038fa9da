import type { Strangers } from '../../faces/match/strangersLimit.ts';
import { AccuracyError } from '../accuracy/AccuracyError.ts';
import { randomNumbers } from '../accuracy/statistics/randomNumbers.ts';
import { mean } from '../accuracy/statistics/summary.ts';
import type { AlikeGroup } from './alike.ts';
import { gammaShape } from './gammaShape.ts';

/** What counts of a pair of people, whose photos make one observation together: its distances are no independent ones. */
interface Unit {
  a: string;
  b: string;
  square: number;
  log: number;
}

export interface Fit extends Strangers {
  /** The group whose people are nearest to each other, by which `meanSquare` is. */
  nearest: string;
}

/**
 * Fits one shape to all groups, as that is the recogniser's doing, and the scale to the group that is nearest: by maximum
 * likelihood, each pair of people counting once, however many photos they have.
 * @throws AccuracyError where there are too few pairs to say anything.
 */
export function fitAlike(groups: AlikeGroup[]): Fit {
  return fitUnits(groups.map(({ name, pairs }) => ({ name, units: pairs.map(unitOf) })));
}

/** Fits to people drawn anew with replacement, a pair counting as the product of how often its two were drawn. */
export function resampledFits(
  groups: AlikeGroup[],
  { resamples, seed }: { resamples: number; seed: number },
): Fit[] {
  const random = randomNumbers(seed);
  const all = groups.map(({ name, pairs }) => ({ name, units: pairs.map(unitOf) }));
  return Array.from({ length: resamples }, () =>
    fitUnits(
      all.map(({ name, units }) => {
        const people = [...new Set(units.flatMap(({ a, b }) => [a, b]))];
        const drawn = new Map<string, number>();
        for (const _ of people) {
          const one = people[Math.floor(random() * people.length)]!;
          drawn.set(one, (drawn.get(one) ?? 0) + 1);
        }
        const times = ({ a, b }: Unit) => (drawn.get(a) ?? 0) * (drawn.get(b) ?? 0);
        const again = units.flatMap((unit) => Array.from({ length: times(unit) }, () => unit));
        // Of few people all pairs can be lost: then as it was.
        return { name, units: again.length > 1 ? again : units };
      }),
    ),
  );
}

function fitUnits(groups: { name: string; units: Unit[] }[]): Fit {
  const parts = groups.map(({ name, units }) => {
    const square = mean(units.map((unit) => unit.square))!;
    const gap = Math.log(square) - mean(units.map(({ log }) => log))!;
    return { name, square, gap, count: units.length };
  });
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const gap = parts.reduce((sum, part) => sum + part.gap * part.count, 0) / count;
  if (!(count > 1 && gap > 0))
    throw new AccuracyError(
      `There are ${count} pairs of people who are alike, and of one or of all at one distance nothing can be told. ` +
        'Add people, or photos of several people with --strangers.',
    );
  const [nearest] = parts.toSorted((x, y) => x.square - y.square);
  return { shape: gammaShape(gap), meanSquare: nearest!.square, nearest: nearest!.name };
}

function unitOf({ a, b, distances }: { a: string; b: string; distances: number[] }): Unit {
  return {
    a,
    b,
    square: mean(distances.map((distance) => distance ** 2))!,
    log: mean(distances.map((distance) => 2 * Math.log(distance)))!,
  };
}
