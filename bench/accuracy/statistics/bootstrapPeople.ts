import { AccuracyError } from '../AccuracyError.ts';
import type { Pairs } from './comparePhotos.ts';
import type { Weighed } from './errorRates.ts';
import { randomNumbers } from './randomNumbers.ts';
import { quantile } from './summary.ts';

export interface Interval {
  low: number;
  high: number;
}

interface Sampling {
  people: number;
  resamples: number;
  seed: number;
}

/**
 * 95 % percentile intervals by a bootstrap of people, not of pairs: pairs that share a photo or a person are not
 * independent, and an interval from resampled pairs would be too narrow. As many people as there are, are drawn with
 * replacement; a genuine pair counts as often as its person was drawn, an impostor pair the product of both; two
 * draws of one person are not compared. (Bolle, Ratha and Pankanti, Error analysis of pattern recognition systems:
 * the subsets bootstrap, CVIU 93, 2004.) A draw that leaves no genuine or no impostor pair is drawn again. Few people
 * make a rough interval, and where no error was seen, one of width zero.
 * @param statistic gives numbers, always as many; the result has an interval for each.
 * @throws AccuracyError where a kind has no pairs.
 */
export function bootstrapPeople(
  genuine: Pairs,
  impostor: Pairs,
  statistic: (genuine: Weighed, impostor: Weighed) => number[],
  { people, resamples, seed }: Sampling,
): Interval[] {
  if (genuine.distance.length === 0 || impostor.distance.length === 0)
    throw new AccuracyError(
      `There are ${genuine.distance.length} genuine and ${impostor.distance.length} impostor pairs, ` +
        'and an interval needs at least one of each. Add photos of one more person, or one more of a person.',
    );
  const random = randomNumbers(seed);
  const [someGenuine, someImpostor] = [weightless(genuine), weightless(impostor)];
  const drawn = new Uint32Array(people);
  const results: number[][] = [];
  while (results.length < resamples) {
    drawn.fill(0);
    for (let draw = 0; draw < people; draw++) drawn[Math.floor(random() * people)]!++;
    weigh(genuine, someGenuine, (a) => drawn[a]!);
    weigh(impostor, someImpostor, (a, b) => drawn[a]! * drawn[b]!);
    if (someGenuine.total > 0 && someImpostor.total > 0) results.push(statistic(someGenuine, someImpostor));
  }
  return results[0]!.map((_, at) => {
    const values = results.map((result) => result[at]!);
    return { low: quantile(values, 0.025)!, high: quantile(values, 0.975)! };
  });
}

function weightless({ distance }: Pairs): Weighed {
  return { distance, weight: new Float64Array(distance.length), total: 0 };
}

function weigh({ a, b }: Pairs, weighed: Weighed, count: (a: number, b: number) => number): void {
  const { weight } = weighed;
  let total = 0;
  for (let at = 0; at < weight.length; at++) {
    weight[at] = count(a[at]!, b[at]!);
    total += weight[at]!;
  }
  weighed.total = total;
}
