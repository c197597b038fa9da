import type { Event } from './Event.ts';
import type { Analysed, AnalysedVideo, FaceItem, Pending } from './ImageItem.ts';
import type { Store } from './openStore.ts';
import { changeId, standing } from './record.ts';
import { revised } from './sequencer.ts';
import { settle } from './settle.ts';
import { type Sighting, sightingsOf } from './sightings.ts';
import { transact, type Writes } from './transact.ts';

/** One transaction has so many actions at most (API reference, TransactWriteItems). */
const MOST_ACTIONS = 100;

export interface How {
  /** No event follows: it would have to say whose name went. */
  quietly?: boolean;
}

/**
 * Makes another result of a photo that has not changed, since somebody in it is called otherwise, is known by now, or is forgotten. The
 * result, the sightings that go and those that come are one transaction: nobody ever reads a person's sighting under both names, or
 * under neither. Then `Image Analysed` is announced anew, unless `quietly`. It can be repeated at any time, and be done by several at once.
 * @param change what is to be told of the faces, in their order; undefined where all is right as it is. Called again with what
 * stands then, where another was faster.
 * @returns whether the result was revised
 */
export async function revise(
  store: Store,
  image: string,
  change: (item: Analysed) => FaceItem[] | undefined | Promise<FaceItem[] | undefined>,
  { quietly = false }: How = {},
): Promise<boolean> {
  for (;;) {
    const before = await standing(store, image);
    if (before?.status !== 'analysed' || before.kind) return false;
    const faces = await change(before);
    if (!faces) return false;
    const next = withFaces({ ...before, sequencer: revised(before.sequencer) }, faces);
    if (await replace(store, before, next, quietly ? undefined : 'Image Analysed')) return true;
  }
}

function withFaces({ people: _, ...item }: Analysed, faces: FaceItem[]): Analysed {
  const people = new Set(faces.flatMap(({ person }) => person ?? []));
  return { ...item, faces, ...(people.size > 0 && { people }) };
}

/** False where another item stands by now. */
export async function replace<Item extends Analysed | AnalysedVideo>(
  store: Store,
  before: Item,
  item: Item,
  event: Event['type'] | undefined,
): Promise<boolean> {
  const [old, seen] = [sightingsOf(before), sightingsOf(item)];
  const unsee = old.filter((one) => !seen.some((other) => isSame(one, other)));
  const pending: Pending = {
    id: changeId(item),
    event,
    unsee: unsee.map(({ person, seenAt }) => ({ person, seenAt })),
    ...(before.tracksAt && before.tracksAt.key !== item.tracksAt?.key && { unfile: before.tracksAt.key }),
  };
  const next = { ...item, pending, pendingSince: new Date().toISOString() };
  const writes: Writes = [
    {
      Put: {
        TableName: store.names.images,
        Item: next,
        // Of the sightings nothing is asked: while this very item stands, with an empty outbox, none of a later change is there.
        ConditionExpression: 'sequencer = :sequencer AND attribute_not_exists(pending)',
        ExpressionAttributeValues: { ':sequencer': before.sequencer },
      },
    },
    ...moves(store, old, seen, MOST_ACTIONS - 1),
  ];
  if (!(await transact(store, writes))) return false;
  // Where there was no room for all in the transaction, as of a crowd, the others follow here.
  await settle(store, next);
  return true;
}

/**
 * Of each sighting that changes what goes and what comes, never one without the other, as far as there is room. What differs in its
 * similarity alone follows with the outbox.
 */
function moves(store: Store, old: Sighting[], seen: Sighting[], room: number) {
  const at = (list: Sighting[]) => new Map(list.map((one) => [one.seenAt, one]));
  const [before, after] = [at(old), at(seen)];
  const actions: Writes = [];
  for (const seat of new Set([...before.keys(), ...after.keys()])) {
    const [gone, come] = [before.get(seat), after.get(seat)];
    if (gone?.person === come?.person) continue;
    const both = [
      ...(gone
        ? [{ Delete: { TableName: store.names.sightings, Key: { person: gone.person, seenAt: seat } } }]
        : []),
      ...(come ? [{ Put: { TableName: store.names.sightings, Item: { ...come } } }] : []),
    ];
    if (actions.length + both.length > room) break;
    actions.push(...both);
  }
  return actions;
}

const isSame = (a: Sighting, b: Sighting) => a.person === b.person && a.seenAt === b.seenAt;
