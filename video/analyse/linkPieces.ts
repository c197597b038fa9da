import type { Reason } from './pairUp.ts';

/** What may be one face before and after. */
export interface Link<P> {
  before: P;
  after: P;
  why: Reason;
}

/** Of the limit: that somebody is seen on both sides of a cut at about one place is less likely than in one scene. */
const OVER_A_CUT = 0.8;

interface Linkable {
  best: { descriptor?: Float32Array };
}

/**
 * Of pieces that may be one face those that are, by their descriptors, the nearest first; where one has none, by their place.
 * Each is linked to one before and one after at most.
 */
export function linkPieces<P extends Linkable>(links: Link<P>[], limit: number): Link<P>[] {
  const nearest = links
    .map((link) => ({
      link,
      apart: apart(link) ?? (link.why === 'place' ? limit : Number.POSITIVE_INFINITY),
    }))
    .filter(({ link, apart }) => apart <= (link.why === 'cut' ? OVER_A_CUT : 1) * limit)
    .sort((a, b) => a.apart - b.apart);
  const [continued, begun] = [new Set<P>(), new Set<P>()];
  return nearest.flatMap(({ link }) => {
    if (continued.has(link.before) || begun.has(link.after)) return [];
    continued.add(link.before);
    begun.add(link.after);
    return [link];
  });
}

function apart({ before, after }: Link<Linkable>): number | undefined {
  const [one, other] = [before.best.descriptor, after.best.descriptor];
  if (!one || !other) return undefined;
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at]! - other[at]!) ** 2;
  return Math.sqrt(sum);
}
