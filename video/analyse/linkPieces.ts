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
 * Of what may be one face that which is, by descriptors, the nearest first; where one has none, by its place. Each is linked
 * to one before and one after at most: what comes first goes first, and who is asked for after that is the last of what was
 * linked to him.
 * @param spanOf when it is first and last seen
 */
export function linkPieces<P extends Linkable>(
  links: Link<P>[],
  limit: number,
  spanOf: (piece: P) => [from: number, to: number],
): Omit<Link<P>, 'why'>[] {
  const next = new Map<P, P>();
  const lastOf = (piece: P): P => (next.has(piece) ? lastOf(next.get(piece)!) : piece);
  const begin = ({ after }: Link<P>) => spanOf(after)[0];
  for (const time of [...new Set(links.map(begin))].sort((a, b) => a - b)) {
    const nearest = links
      .filter((link) => begin(link) === time)
      .map((link) => ({ ...link, before: lastOf(link.before) }))
      .filter(({ before }) => spanOf(before)[1] < time)
      .map((link) => ({
        ...link,
        apart: apart(link) ?? (link.why === 'place' ? limit : Number.POSITIVE_INFINITY),
      }))
      .filter(({ why, apart }) => apart <= (why === 'cut' ? OVER_A_CUT : 1) * limit)
      .sort((a, b) => a.apart - b.apart);
    const begun = new Set<P>();
    for (const { before, after } of nearest) {
      if (next.has(before) || begun.has(after)) continue;
      next.set(before, after);
      begun.add(after);
    }
  }
  return [...next].map(([before, after]) => ({ before, after }));
}

function apart({ before, after }: Omit<Link<Linkable>, 'why'>): number | undefined {
  const [one, other] = [before.best.descriptor, after.best.descriptor];
  if (!one || !other) return undefined;
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at]! - other[at]!) ** 2;
  return Math.sqrt(sum);
}
