import type { Limit } from '../match/limitFor.ts';
import { groupLimit } from './groupLimit.ts';
import { type Kept, openNeighbours } from './openNeighbours.ts';
import { meanDistance, type Spread, spreadOf, together } from './Spread.ts';

/**
 * A group may be joined where, as a whole, it is not farther than the limit of a single pair times this: links alone make
 * chains, from one person by way of another to a third. docs/accuracy.md has what other factors do.
 */
const AS_A_WHOLE = 1.18;

/** Groups that one face can join at once: a step that is one transaction has no room for more. */
const MOST_GROUPS = 30;

/** Where a face belongs: to all of these groups, which it makes one; to none that there is where `groups` is empty. */
interface Placing {
  /** Their numbers, lowest first. */
  groups: number[];
  /** The faces by which it belongs to them. */
  links: string[];
}

export interface Groups {
  /** How many faces there are. */
  readonly size: number;
  /** Where a new face belongs, by those that are there. Changes nothing. */
  place(descriptor: Float32Array): Placing;
  /** Puts a face that is not there yet into a group: into a new one where the number is new. */
  put(face: Kept): void;
  /** Makes two groups one, which has the lower number. */
  join(one: number, other: number): void;
  /** Says that two groups are of two people: nothing joins them any more. */
  part(one: number, other: number): void;
  /** The number by which a group goes that has been joined with others. */
  numberOf(group: number): number;
  /** The faces of a group. */
  idsOf(group: number): string[];
  has(id: string): boolean;
  /** Forgets faces. What they have joined stays joined. */
  remove(ids: ReadonlySet<string>): void;
}

/**
 * Groups faces of unknown people while they come: a face is linked to those within `groupLimit`, and belongs to the groups of
 * those it is linked to, unless the whole of a group is too far from the whole of the face's (so single linkage, whose
 * result does not depend on the order, with a guard against chains, by which it does a little).
 * @param match of the space, up to where and how surely a distance is a match
 */
export function openGroups(space: string, match: Limit): Groups {
  const faces = new Map<string, Kept>();
  const neighbours = openNeighbours(space);
  const spreads = new Map<number, Spread>();
  const into = new Map<number, number>();
  const apart = new Set<string>();
  const numberOf = (group: number): number => {
    let number = group;
    while (into.has(number)) number = into.get(number)!;
    return number;
  };
  const areApart = (one: number, others: number[]) =>
    [...apart].some((pair) => {
      const [a, b] = pair.split(' ').map(Number).map(numberOf);
      return (a === one && others.includes(b!)) || (b === one && others.includes(a!));
    });
  const grow = (group: number, more: Spread) => {
    const known = spreads.get(group);
    spreads.set(group, known ? together(known, more) : more);
  };
  let [limit, limitOf] = [groupLimit(match, 0), 0];
  const limitNow = () => {
    // Reckoned anew only where the number of faces has doubled: it takes a while.
    const step = Math.ceil(Math.log2(faces.size + 1));
    if (step !== limitOf) [limit, limitOf] = [groupLimit(match, faces.size + 1), step];
    return limit;
  };
  return {
    get size() {
      return faces.size;
    },
    place(descriptor) {
      const most = limitNow();
      let whole = spreadOf(descriptor);
      const placing: Placing = { groups: [], links: [] };
      for (const { group, id } of neighbours.within(descriptor, most)) {
        if (placing.groups.length === MOST_GROUPS) break;
        const number = numberOf(group);
        if (placing.groups.includes(number) || areApart(number, placing.groups)) continue;
        const spread = spreads.get(number)!;
        if (meanDistance(whole, spread) > AS_A_WHOLE * most) continue;
        whole = together(whole, spread);
        placing.groups.push(number);
        placing.links.push(id);
      }
      placing.groups.sort((a, b) => a - b);
      return placing;
    },
    put(face) {
      if (faces.has(face.id)) return;
      faces.set(face.id, face);
      neighbours.add(face);
      grow(numberOf(face.group), spreadOf(face.descriptor));
    },
    join(one, other) {
      const [low, high] = [numberOf(one), numberOf(other)].sort((a, b) => a - b) as [number, number];
      if (low === high) return;
      into.set(high, low);
      const spread = spreads.get(high);
      spreads.delete(high);
      if (spread) grow(low, spread);
    },
    part(one, other) {
      apart.add(`${one} ${other}`);
    },
    numberOf,
    idsOf: (group) =>
      [...faces.values()].flatMap(({ id, group: own }) => (numberOf(own) === numberOf(group) ? [id] : [])),
    has: (id) => faces.has(id),
    remove(ids) {
      const gone = [...ids].filter((id) => faces.has(id));
      if (gone.length === 0) return;
      neighbours.remove(ids);
      const changed = new Set<number>();
      for (const id of gone) {
        changed.add(numberOf(faces.get(id)!.group));
        faces.delete(id);
      }
      for (const group of changed) spreads.delete(group);
      for (const { group, descriptor } of faces.values())
        if (changed.has(numberOf(group))) grow(numberOf(group), spreadOf(descriptor));
    },
  };
}
