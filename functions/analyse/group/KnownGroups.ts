import { type Groups, openGroups } from '../../../faces/group/openGroups.ts';
import type { Limit } from '../../../faces/match/limitFor.ts';
import { getAll } from '../../../store/audit/getAll.ts';
import type { Store } from '../../../store/openStore.ts';
import { unpack } from '../../../store/people.ts';
import { allFaces, allGroups, numberIn } from '../../../store/unknown/readRows.ts';
import { type Count, readCount, type Step, stepsSince } from '../../../store/unknown/steps.ts';
import { faceKey, type UnknownRow } from '../../../store/unknown/UnknownRow.ts';

/** What a function knows of the groups of unknown faces in one space, as of a step. */
export interface KnownGroups {
  counted: Count;
  /** By collection. */
  groups: Map<string, Groups>;
  /** By performance.now(). */
  readAt: number;
}

/** Faces that are gone from the table are forgotten by then, where no link to them has been tried before. */
const READ_AGAIN_MS = 15 * 60_000;

export const idOf = ({ image, face }: { image: string; face: number }) => `${face} ${image}`;

export function faceOf(id: string): { image: string; face: number } {
  const end = id.indexOf(' ');
  return { face: Number(id.slice(0, end)), image: id.slice(end + 1) };
}

/** Gives what there is now: all of it is read at first, then what the steps since have changed. */
export function openKnownGroups(store: Store, space: string, match: Limit): () => Promise<KnownGroups> {
  let known: KnownGroups | undefined;
  return async () => {
    if (
      known &&
      performance.now() < known.readAt + READ_AGAIN_MS &&
      (await catchUp(store, known, space, match))
    )
      return known;
    known = await readAll(store, space, match);
    return known;
  };
}

export function groupsIn({ groups }: KnownGroups, collection: string, space: string, match: Limit): Groups {
  const there = groups.get(collection) ?? openGroups(space, match);
  groups.set(collection, there);
  return there;
}

/** False where the steps do not lead to what there is now. */
async function catchUp(store: Store, known: KnownGroups, space: string, match: Limit): Promise<boolean> {
  const counted = await readCount(store);
  if (counted.revision === known.counted.revision) {
    known.counted = counted;
    return true;
  }
  const steps = await stepsSince(store, known.counted.revision);
  const last = steps && known.counted.revision + steps.length;
  if (!steps || last! < counted.revision || steps.some(({ other }) => other)) return false;
  const placed = new Map(steps.flatMap((step) => (step.placed ?? []).map((face) => [idOf(face), face])));
  const keys = [...placed.values()].map(({ image, face }) => faceKey(image, face));
  enter(known, await getAll<UnknownRow>(store, store.names.unknown, keys), space, match);
  join(known, steps);
  known.counted = { ...counted, revision: last! };
  // Steps that came after the count was read are known by now as well, and the count is not.
  return last === counted.revision || catchUp(store, known, space, match);
}

async function readAll(store: Store, space: string, match: Limit): Promise<KnownGroups> {
  // The count first: what comes meanwhile is then read twice, and never missed.
  const known: KnownGroups = {
    counted: await readCount(store),
    groups: new Map(),
    readAt: performance.now(),
  };
  const rows = await allGroups(store);
  const groups = new Map(rows.map((row) => [Number(row.at), row]));
  for await (const page of allFaces(store))
    enter(
      known,
      // Who has a name is nobody unknown: no face is put into such a group any more.
      page.filter(({ group }) => group !== undefined && !groups.get(numberIn(groups, group))?.name),
      space,
      match,
    );
  for (const one of known.groups.values())
    for (const { at, into, apart = [] } of rows) {
      if (into !== undefined) one.join(Number(at), into);
      for (const other of apart) one.part(Number(at), other);
    }
  return known;
}

function enter(known: KnownGroups, rows: UnknownRow[], space: string, match: Limit): void {
  for (const { image, face, group, descriptor, collection, space: own } of rows)
    if (own === space && group !== undefined)
      groupsIn(known, collection, space, match).put({
        id: idOf({ image, face }),
        group,
        descriptor: unpack(descriptor),
      });
}

export function join(known: KnownGroups, steps: Step[]): void {
  for (const { joined = [] } of steps)
    for (const [one, other] of joined) for (const groups of known.groups.values()) groups.join(one, other);
}
