/** What may be one face before and after. */
export interface Link<P> {
  before: P;
  after: P;
  /** They are at one place in one scene. */
  placed: boolean;
}

interface Linkable {
  from: number;
  to: number;
  best: { descriptor?: Float32Array };
}

/**
 * Of pieces that may be one face those that are, by their descriptors, the nearest first; where one has none, by their place. Each
 * is linked to one before and one after at most.
 */
export function linkPieces<P extends Linkable>(links: Link<P>[], limit: number): Link<P>[] {
  const apart = ({ before, after, placed }: Link<P>) =>
    distance(before.best.descriptor, after.best.descriptor) ?? (placed ? limit : Number.POSITIVE_INFINITY);
  const nearest = links
    .filter(({ before, after }) => before.to < after.from)
    .map((link) => ({ link, apart: apart(link) }))
    .filter(({ apart }) => apart <= limit)
    .sort((a, b) => a.apart - b.apart);
  const [continued, begun] = [new Set<P>(), new Set<P>()];
  return nearest.flatMap(({ link }) => {
    if (continued.has(link.before) || begun.has(link.after)) return [];
    continued.add(link.before);
    begun.add(link.after);
    return [link];
  });
}

function distance(one: Float32Array | undefined, other: Float32Array | undefined): number | undefined {
  if (!one || !other) return undefined;
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at]! - other[at]!) ** 2;
  return Math.sqrt(sum);
}
