import { mean } from '../accuracy/statistics/summary.ts';
import type { Described } from '../calibrate/describeSets.ts';
import type { Source } from './population.ts';

/** Fewer photos say little of how a person's photos differ. */
const LEAST_PHOTOS = 3;

/** What synthetic people are made of: the strangers, and the photos of all people who have enough of them. */
export function sourceOf({ people, strangers }: Described): Source {
  const photosOf = Map.groupBy(people, ({ person }) => person);
  const photos = [...photosOf.values()]
    .filter(({ length }) => length >= LEAST_PHOTOS)
    .flatMap((own) => differences(own.map(({ descriptor }) => descriptor)));
  return { alike: strangers.flat(), photos };
}

/** From their mean, made larger by as much as it is nearer to so few than the true one. */
function differences(faces: Float32Array[]): Float32Array[] {
  const times = Math.sqrt(faces.length / (faces.length - 1));
  const middle = faces[0]!.map((_, at) => mean(faces.map((face) => face[at]!))!);
  return faces.map((face) => face.map((value, at) => times * (value - middle[at]!)));
}
