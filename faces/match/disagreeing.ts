import { type Candidate, type Enrolled, euclidean, type Gallery } from './Gallery.ts';

/**
 * Which of one person's photos disagree with the others: probably they show somebody else. Photos within `even` of each other hang
 * together, directly or by way of others; the largest group is believed, and all others are told. Of two groups as large, none is
 * believed: all are.
 * @param photos of one person, in one space
 * @param even the distance at which two faces are as likely of two people who are alike as of one (`Calibration`)
 * @returns their places in `photos`, in order. With photos that mostly hang together the time grows with their number.
 */
export function disagreeing(photos: Enrolled[], even: number): number[] {
  const groups: number[][] = [];
  let left = photos.map((_, at) => at);
  while (left.length > 0) {
    const group = [left.shift()!];
    for (let next = 0; next < group.length; next++) {
      const others: number[] = [];
      for (const at of left)
        (euclidean(photos[group[next]!]!, photos[at]!) <= even ? group : others).push(at);
      left = others;
    }
    groups.push(group);
  }
  const largest = groups.reduce((most, { length }) => Math.max(most, length), 0);
  const believed = groups.filter(({ length }) => length === largest);
  return groups
    .filter((group) => believed.length > 1 || group !== believed[0])
    .flat()
    .sort((a, b) => a - b);
}

/** How far the nearest of the others is; infinity where there are none. */
export function nearestOf(photo: Enrolled, others: Enrolled[]): number {
  return others.reduce(
    (least, other) => (other === photo ? least : Math.min(least, euclidean(photo, other))),
    Number.POSITIVE_INFINITY,
  );
}

/**
 * The other person whose photo an enrolled one would be matched to, being nearer to it than to any of its own person: one of the
 * two is enrolled by the wrong name, or both names are of one person.
 * @param own all photos of its person
 * @param limit up to where a distance is a match
 */
export async function takenForAnother(
  photo: Enrolled,
  own: Enrolled[],
  gallery: Gallery,
  limit: number,
): Promise<Candidate | undefined> {
  // The nearest person is its own, at no distance.
  const [nearest = []] = await gallery.nearest([photo], 2);
  const other = nearest.find(({ person }) => person !== photo.person);
  return other && other.distance <= limit && other.distance < nearestOf(photo, own) ? other : undefined;
}
