import type { Distances } from './comparePhotos.ts';
import { countOnce, type Rates, ratesAt, tarAtFar } from './errorRates.ts';
import { randomNumbers, shuffled } from './randomNumbers.ts';

/**
 * Open-set identification as NIST's FRTE (formerly FRVT) 1:N reports it, with one candidate a search: FPIR is the
 * share of searches for people who are not enrolled that yield anybody; FNIR the share of searches for enrolled
 * people that do not yield that person, because somebody else is nearer, equally near, or all are too far.
 */
export interface OpenSet {
  /** How many people are enrolled, one photo each. */
  enrolled: number;
  strangers: number;
  splits: number;
  /** Over all splits. */
  mateSearches: number;
  nonMateSearches: number;
  /** Read off as TAR at a FAR is; see `tarAtFar`. */
  atFpir: { asked: number; fpir: number; fnir: number; distance: number | null }[];
  atDistance: { distance: number; fpir: number; fnir: number }[];
}

interface Asked {
  fpirs: number[];
  distances: number[];
  splits: number;
  seed: number;
}

/**
 * In each split a random half of the people (rounded down) are enrolled with one random photo each; their other
 * photos and all photos of the strangers are searched. The searches of all splits make one set: the gallery is of
 * one size in all.
 * @throws AccuracyError where there are no searches of one kind.
 */
export function openSet(distances: Distances, asked: Asked): OpenSet {
  const random = randomNumbers(asked.seed);
  const photosOf: number[][] = Array.from({ length: distances.people }, () => []);
  distances.person.forEach((person, photo) => {
    photosOf[person]!.push(photo);
  });
  const half = Math.floor(distances.people / 2);
  const mate: number[] = [];
  const nonMate: number[] = [];
  for (let split = 0; split < asked.splits; split++) {
    const order = shuffled(photosOf, random);
    const gallery = order.slice(0, half).map((photos) => photos[Math.floor(random() * photos.length)]!);
    order.forEach((photos, at) => {
      const own = gallery[at];
      for (const probe of photos)
        if (own === undefined) nonMate.push(nearest(distances, probe, gallery));
        else if (probe !== own) mate.push(mateDistance(distances, probe, own, gallery));
    });
  }
  const [genuine, impostor] = [countOnce(mate), countOnce(nonMate)];
  return {
    enrolled: half,
    strangers: distances.people - half,
    splits: asked.splits,
    mateSearches: mate.length,
    nonMateSearches: nonMate.length,
    atFpir: asked.fpirs.map((fpir) => {
      const { distance, ...rates } = tarAtFar(genuine, impostor, fpir);
      return { asked: fpir, ...asIdentification(rates), distance };
    }),
    atDistance: asked.distances.map((distance) => ({
      distance,
      ...asIdentification(ratesAt(genuine, impostor, distance)),
    })),
  };
}

const asIdentification = ({ tar, far }: Rates) => ({ fpir: far, fnir: 1 - tar });

/** How far the person's own enrolled photo is; infinity where another is as near. */
function mateDistance(distances: Distances, probe: number, own: number, gallery: number[]): number {
  const distance = distances.values[probe * distances.size + own]!;
  const others = gallery.filter((photo) => photo !== own);
  return distance < nearest(distances, probe, others) ? distance : Infinity;
}

function nearest({ values, size }: Distances, probe: number, gallery: number[]): number {
  return gallery.reduce((least, photo) => Math.min(least, values[probe * size + photo]!), Infinity);
}
