import { setTimeout } from 'node:timers/promises';
import type { Store } from '../openStore.ts';
import { doneTelling } from './doneTelling.ts';
import { allFaces, allGroups, numberIn } from './readRows.ts';
import { type Count, groupChange, MOST_ACTIONS, makeStep, moving, readCount } from './steps.ts';
import { tellGroups } from './tellGroups.ts';
import type { GroupRow, UnknownRow } from './UnknownRow.ts';

/** What a person does to groups. Each is a step as those of the functions, which then read all groups again. */

/** A face as far as its group is concerned. */
export type GroupedFace = Pick<
  UnknownRow,
  'image' | 'face' | 'takenAt' | 'collection' | 'group' | 'found' | 'expiresAt' | 'sequencer'
>;

const FACE = ['image', 'face', 'takenAt', 'collection', 'group', 'found', 'expiresAt', 'sequencer'] as const;

/** A group as it is now. */
export interface Group {
  number: number;
  collection: string;
  name?: string;
  faces: GroupedFace[];
}

/** What is wrong with what was asked for. */
export class GroupError extends Error {
  override name = 'GroupError';
}

interface Known {
  rows: Map<number, GroupRow>;
  groups: Map<number, Group>;
}

/** All groups of which faces are kept, by their numbers. */
export async function readGroups(store: Store): Promise<Known> {
  const rows = new Map((await allGroups(store)).map((row) => [Number(row.at), row]));
  const groups = new Map<number, Group>();
  for await (const page of allFaces(store, [...FACE]))
    for (const face of page) {
      if (face.group === undefined) continue;
      const number = numberIn(rows, face.group);
      const name = rows.get(number)?.name;
      const group = groups.get(number) ?? {
        number,
        collection: face.collection,
        ...(name !== undefined && { name }),
        faces: [],
      };
      group.faces.push(face);
      groups.set(number, group);
    }
  return { rows, groups };
}

/** Says who a group of that collection is, by the qualified name. A name that it has had is replaced. */
export async function nameGroup(
  store: Store,
  number: number,
  nameIn: (collection: string) => string,
): Promise<Group> {
  return step(store, async (known) => {
    const group = groupIn(known, number);
    const name = nameIn(group.collection);
    return {
      actions: group.name === name ? [] : [groupChange(store, group.number, { name })],
      group: { ...group, name },
    };
  });
}

/** Makes two groups one, which goes by the lower number. What was said to part them does no more. */
export async function mergeGroups(store: Store, one: number, other: number): Promise<Group> {
  return step(store, async (known) => {
    const both = [groupIn(known, one), groupIn(known, other)].sort((a, b) => a.number - b.number);
    const [low, high] = both as [Group, Group];
    if (low.number === high.number) return { actions: [], group: low };
    if (low.collection !== high.collection)
      throw new GroupError('The two groups are of two collections, whose people are never the same.');
    if (low.name !== undefined && high.name !== undefined && low.name !== high.name)
      throw new GroupError(
        `One group is called ${low.name} and the other ${high.name}. Give both the same name first, if they are one person.`,
      );
    const name = low.name ?? high.name;
    const apart = (group: Group, from: Group) =>
      (known.rows.get(group.number)?.apart ?? []).filter(
        (number) => numberIn(known.rows, number) !== from.number,
      );
    return {
      actions: [
        groupChange(store, high.number, { into: low.number, apart: apart(high, low) }),
        groupChange(store, low.number, { apart: apart(low, high), ...(name !== undefined && { name }) }),
      ],
      group: low,
    };
  });
}

/** Faces of one photo or several that can be moved in one step. */
const MOST_MOVED = 90;

/** Takes faces out of a group, into a new one that is never joined with it again. */
export async function splitGroup(
  store: Store,
  number: number,
  faces: { image: string; face: number }[],
): Promise<Group> {
  if (faces.length > MOST_MOVED)
    throw new GroupError(`${faces.length} faces are named, and at most ${MOST_MOVED} are moved at once.`);
  return step(store, async (known, { last }) => {
    const group = groupIn(known, number);
    const moved = faces.map(({ image, face }) => {
      const row = group.faces.find((one) => one.image === image && one.face === face);
      if (row) return row;
      throw new GroupError(
        `The face ${image}#${face + 1} is not in unknown-${group.number}, or is not kept any more.`,
      );
    });
    if (moved.length === group.faces.length)
      throw new GroupError(
        `These are all faces of unknown-${group.number}: there is nothing to part them from.`,
      );
    return {
      last: last + 1,
      actions: [
        ...moved.map((face) => moving(store, face, last + 1)),
        groupChange(store, last + 1, { apart: [group.number] }),
      ],
      group: { number: last + 1, collection: group.collection, faces: moved },
    };
  });
}

/**
 * Changes each group that is to be changed, all at once or some after the others, as there is room.
 * @param change what is set of a group; undefined to leave it
 */
export async function changeAll(
  store: Store,
  change: (group: GroupRow) => Pick<GroupRow, 'name'> | undefined,
): Promise<void> {
  for (let tries = 0; ; tries++) {
    const counted = await readCount(store);
    const actions = (await allGroups(store)).flatMap((row) => {
      const set = change(row);
      return set ? [groupChange(store, Number(row.at), set)] : [];
    });
    if (actions.length === 0) return;
    const some = actions.slice(0, MOST_ACTIONS);
    if (await makeStep(store, counted, counted.last, { other: true }, some))
      await setTimeout(Math.random() * Math.min(1000, 20 * 2 ** tries));
  }
}

/** Has all results tell what has happened to groups, by this or an earlier step. It can be repeated. */
export async function tellAll(
  store: Store,
  options: { signal: AbortSignal; onStart(photos: number): void; onTold(): void },
): Promise<number> {
  const { rows, groups } = await readGroups(store);
  const untold = [...rows].flatMap(([number, row]) => (row.untold ? [number] : []));
  const faces = untold.flatMap((number) => groups.get(numberIn(rows, number))?.faces ?? []);
  const images = new Set(faces.map(({ image }) => image));
  options.onStart(images.size);
  await tellGroups(store, images, options);
  for (const number of untold) await doneTelling(store, number);
  return images.size;
}

function groupIn({ rows, groups }: Known, number: number): Group {
  const group = groups.get(numberIn(rows, number));
  if (group) return group;
  throw new GroupError(`There is no group unknown-${number}: no face of it is kept, or none ever was.`);
}

interface Planned {
  actions: Parameters<typeof makeStep>[4];
  last?: number;
  group: Group;
}

async function step(store: Store, plan: (known: Known, counted: Count) => Promise<Planned>): Promise<Group> {
  for (let tries = 0; ; tries++) {
    const counted = await readCount(store);
    const { actions, last = counted.last, group } = await plan(await readGroups(store), counted);
    if (actions.length === 0) return group;
    if (!(await makeStep(store, counted, last, { other: true }, actions))) return group;
    await setTimeout(Math.random() * Math.min(1000, 20 * 2 ** tries));
  }
}
