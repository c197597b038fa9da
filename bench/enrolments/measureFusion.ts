import type { Describer } from '../accuracy/Describer.ts';
import type { Interval } from '../accuracy/statistics/bootstrapPeople.ts';
import { tarAtFar, type Weighed } from '../accuracy/statistics/errorRates.ts';
import { randomNumbers, shuffled } from '../accuracy/statistics/randomNumbers.ts';
import { mean, quantile } from '../accuracy/statistics/summary.ts';

/** How near a face is to a person of several photos: ways to make one distance of many. */
const RULES = [
  'nearest',
  'mean of the 2 nearest',
  'mean of the 3 nearest',
  'mean of all',
  'mean descriptor',
  'nearest and mean descriptor',
] as const;
type Rule = (typeof RULES)[number];

export interface FusionReport {
  fars: number[];
  sizes: {
    photos: number;
    people: number;
    searches: number;
    comparisons: number;
    rules: { rule: Rule; rates: { tar: number; interval: Interval; gain: Interval }[] }[];
  }[];
}

type Labelled = { person: string; descriptor: Float32Array };
/** A face against a person: each rule's distance, and the two people. */
interface Comparison {
  probe: number;
  person: number;
  distances: Float64Array;
}

const SIZES = [2, 3, 4];
const FARS = [0.001, 0.0001];
const DRAWS = 10;
const RESAMPLES = 1000;
const SEED = 1;

/**
 * People who have a photo more than are enrolled with so many at random, and their other photos searched. A threshold a
 * rule: that at which the share of comparisons with other people that are accepted is the asked one, by which the rules are then
 * equally strict. Intervals by drawing people anew; `gain` is of the difference from the nearest, in the same draws.
 */
export function measureFusion(people: Labelled[], { distance }: Describer): FusionReport {
  return { fars: FARS, sizes: SIZES.map((photos) => measureAt(people, photos, distance)) };
}

function measureAt(all: Labelled[], photos: number, distance: Describer['distance']) {
  const random = randomNumbers(SEED);
  const folders = [...Map.groupBy(all, ({ person }) => person).values()]
    .map((own) => own.map(({ descriptor }) => descriptor))
    .filter((own) => own.length > photos);
  const comparisons: Comparison[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    const parted = folders.map((own) => shuffled(own, random));
    const gallery = parted.map((own) => own.slice(0, photos));
    parted.forEach((own, probe) => {
      for (const face of own.slice(photos))
        gallery.forEach((enrolled, person) => {
          comparisons.push({ probe, person, distances: distancesTo(face, enrolled, distance) });
        });
    });
  }
  const rates = (weights: (person: number) => number) =>
    RULES.map((_, rule) => {
      const [genuine, impostor] = weigh(comparisons, rule, weights);
      return FARS.map((far) =>
        genuine.total > 0 && impostor.total > 0 ? tarAtFar(genuine, impostor, far).tar : Number.NaN,
      );
    });
  const measured = rates(() => 1);
  const drawn = Array.from({ length: RESAMPLES }, () => {
    const times = new Uint32Array(folders.length);
    for (const _ of folders) times[Math.floor(random() * folders.length)]!++;
    return rates((person) => times[person]!);
  });
  const interval = (values: number[]): Interval => {
    const known = values.filter((value) => !Number.isNaN(value));
    return { low: quantile(known, 0.025)!, high: quantile(known, 0.975)! };
  };
  return {
    photos,
    people: folders.length,
    searches: comparisons.filter(({ probe, person }) => probe === person).length,
    comparisons: comparisons.filter(({ probe, person }) => probe !== person).length,
    rules: RULES.map((rule, at) => ({
      rule,
      rates: FARS.map((_, far) => ({
        tar: measured[at]![far]!,
        interval: interval(drawn.map((one) => one[at]![far]!)),
        gain: interval(drawn.map((one) => one[at]![far]! - one[0]![far]!)),
      })),
    })),
  };
}

/** In the order of `RULES`. */
function distancesTo(
  face: Float32Array,
  enrolled: Float32Array[],
  distance: Describer['distance'],
): Float64Array {
  const sorted = enrolled.map((one) => distance(face, one)).sort((a, b) => a - b);
  const middle = Float32Array.from(face, (_, at) => mean(enrolled.map((one) => one[at]!))!);
  const toMiddle = distance(face, middle);
  return Float64Array.of(
    sorted[0]!,
    mean(sorted.slice(0, 2))!,
    mean(sorted.slice(0, 3))!,
    mean(sorted)!,
    toMiddle,
    (sorted[0]! + toMiddle) / 2,
  );
}

function weigh(
  all: Comparison[],
  rule: number,
  weights: (person: number) => number,
): [genuine: Weighed, impostor: Weighed] {
  const kind = (isGenuine: boolean): Weighed => {
    const some = sorted(all, rule, isGenuine);
    // Two draws of one person are not compared with each other.
    const weight = Float64Array.from(some, ({ probe, person }) =>
      isGenuine ? weights(person) : weights(probe) * weights(person),
    );
    return {
      distance: Float64Array.from(some, ({ distances }) => distances[rule]!),
      weight,
      total: weight.reduce((sum, one) => sum + one, 0),
    };
  };
  return [kind(true), kind(false)];
}

const order = new WeakMap<Comparison[], Map<string, Comparison[]>>();
/** By the rule's distance; the same for each draw of people. */
function sorted(all: Comparison[], rule: number, isGenuine: boolean): Comparison[] {
  const known = order.get(all) ?? new Map<string, Comparison[]>();
  order.set(all, known);
  const name = `${rule} ${isGenuine}`;
  const some =
    known.get(name) ??
    all
      .filter(({ probe, person }) => (probe === person) === isGenuine)
      .sort((a, b) => a.distances[rule]! - b.distances[rule]!);
  known.set(name, some);
  return some;
}
