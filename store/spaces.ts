import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { getAll } from './audit/getAll.ts';
import type { Store } from './openStore.ts';
import { enrolledPhotos, type PersonItem, readEveryone, unpack } from './people.ts';
import { changeEnrolment } from './vectors/changeEnrolment.ts';
import { indexed } from './vectors/indexed.ts';
import { unlessRefused } from './writeUnlessLater.ts';

/**
 * An enrolled photo is described in the space of the engine that enrolled it (`descriptor`, `space`, `engine`), and
 * while the engine is being changed in further spaces too (`others`): functions of either engine find their own.
 */

/** One enrolled photo as one engine describes it. */
export interface DescribedPhoto {
  person: string;
  photo: string;
  space: string;
  descriptor: Float32Array;
}

/** How far one space reaches. */
export interface Reach {
  described: number;
  /** How many enrolled photos have no descriptor of the space, by the space that they were enrolled in. */
  elsewhere: Map<string, number>;
}

const ITS_DESCRIPTOR = '#person, #photo, #space, #descriptor, #others.#its.#descriptor';

/**
 * Reads everyone as one space describes them, and nothing else of them: they are many.
 * @param take is given those of one person in order of their photos, people in none
 */
export async function readGallery(
  store: Store,
  space: string,
  take: (photo: DescribedPhoto) => void,
): Promise<Reach> {
  const reach: Reach = { described: 0, elsewhere: new Map() };
  const names = ATTRIBUTES.map((name) => [`#${name}`, name]);
  const projection = {
    ProjectionExpression: ITS_DESCRIPTOR,
    ExpressionAttributeNames: { ...Object.fromEntries(names), '#its': space },
  };
  await readEveryone(store, projection, (item) => {
    const { person, photo, space: own } = item as Pick<PersonItem, 'person' | 'photo' | 'space'>;
    const bytes = descriptorIn(item as PersonItem, space);
    if (bytes) {
      reach.described++;
      take({ person, photo, space, descriptor: unpack(bytes) });
    } else reach.elsewhere.set(own, (reach.elsewhere.get(own) ?? 0) + 1);
  });
  return reach;
}

/**
 * Reads everyone, as each space describes them.
 * @param take is given each descriptor of each photo, in no order
 * @returns how many enrolled photos have none of a space, by the space that they were enrolled in
 */
export async function readAllSpaces(
  store: Store,
  take: (photo: DescribedPhoto) => void,
): Promise<(space: string) => Record<string, number>> {
  const photos = new Map<string, number>();
  const also = new Map<string, number>();
  const projection = {
    ProjectionExpression: '#person, #photo, #space, #descriptor, #others',
    ExpressionAttributeNames: Object.fromEntries(ATTRIBUTES.map((name) => [`#${name}`, name])),
  };
  const count = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  await readEveryone(store, projection, (read) => {
    const item = read as PersonItem;
    const { person, photo } = item;
    count(photos, item.space);
    for (const space of spacesOf(item)) {
      take({ person, photo, space, descriptor: unpack(descriptorIn(item, space)!) });
      count(also, `${item.space}\0${space}`);
    }
  });
  return (space) =>
    Object.fromEntries(
      [...photos]
        .map(([own, all]) => [own, all - (also.get(`${own}\0${space}`) ?? 0)] as const)
        .filter(([, missing]) => missing > 0),
    );
}

const ATTRIBUTES = ['person', 'photo', 'space', 'descriptor', 'others'];

/**
 * The photos of that name as they are enrolled now, each by its key; those that are not, or have no descriptor of the space,
 * are not among them.
 */
export async function readPhotos(
  store: Store,
  space: string,
  keys: { person: string; photo: string }[],
): Promise<DescribedPhoto[]> {
  const items = await getAll<PersonItem>(store, store.names.people, keys, ATTRIBUTES);
  return items.flatMap((item) => describedIn(item, space));
}

/** All of one person's. */
export async function readPhotosOf(store: Store, space: string, person: string): Promise<DescribedPhoto[]> {
  return (await enrolledPhotos(store, person)).flatMap((item) => describedIn(item, space));
}

function describedIn(item: PersonItem, space: string): DescribedPhoto[] {
  const bytes = descriptorIn(item, space);
  return bytes ? [{ person: item.person, photo: item.photo, space, descriptor: unpack(bytes) }] : [];
}

/** The photo's descriptor of that space, if it has one. */
export function descriptorIn(item: PersonItem, space: string): Uint8Array | undefined {
  return item.space === space ? item.descriptor : item.others?.[space]?.descriptor;
}

/** All spaces that the photo is described in. */
export function spacesOf({ space, others = {} }: PersonItem): string[] {
  return [space, ...Object.keys(others)];
}

/** An enrolment as of one change of its photo. */
type EnrolmentKey = Pick<PersonItem, 'person' | 'photo' | 'sequencer'>;

const NAMES = { '#space': 'space', '#others': 'others' };

/**
 * Adds a descriptor of a further space, in the place of one of that space that was added before. Who reads the
 * gallery sees it after `touchGallery`.
 * @returns false where the enrolment is gone, is of another change of its photo, or is of that space itself.
 */
export async function addDescriptor(
  store: Store,
  enrolment: EnrolmentKey,
  space: string,
  described: NonNullable<PersonItem['others']>[string],
): Promise<boolean> {
  const still = 'sequencer = :sequencer AND #space <> :space';
  // A map that is not there has to be made as a whole; one that is there may have been made by another meanwhile.
  const first = {
    UpdateExpression: 'SET #others = :others',
    ConditionExpression: `${still} AND attribute_not_exists(#others)`,
    ExpressionAttributeNames: NAMES,
    ExpressionAttributeValues: { ':others': { [space]: described } },
  };
  const further = {
    UpdateExpression: 'SET #others.#added = :described',
    ConditionExpression: `${still} AND attribute_exists(#others)`,
    ExpressionAttributeNames: { ...NAMES, '#added': space },
    ExpressionAttributeValues: { ':described': described },
  };
  return (await update(store, enrolment, space, first)) || (await update(store, enrolment, space, further));
}

/**
 * Leaves of the enrolment what is of that space only: nothing is matched in the others any more.
 * @returns false where it is gone, is of another change of its photo, or has no descriptor of the space.
 */
export async function forgetOtherSpaces(
  store: Store,
  enrolment: EnrolmentKey,
  space: string,
): Promise<boolean> {
  const its = {
    UpdateExpression: 'REMOVE #others',
    ConditionExpression: 'sequencer = :sequencer AND #space = :space',
    ExpressionAttributeNames: NAMES,
  };
  // Within the table, so that what is kept is what is there now.
  const added = {
    UpdateExpression:
      'SET #descriptor = #others.#kept.#descriptor, #engine = #others.#kept.#engine, #space = :space REMOVE #others',
    ConditionExpression:
      'sequencer = :sequencer AND attribute_exists(#others.#kept) AND attribute_not_exists(gallery)',
    ExpressionAttributeNames: { ...NAMES, '#kept': space, '#descriptor': 'descriptor', '#engine': 'engine' },
  };
  return (
    (await update(store, enrolment, space, its)) ||
    (await update(store, enrolment, space, added)) ||
    (await moveInIndex(store, enrolment, space))
  );
}

/** The same for one that the vector index finds in the space that it had: it is then found in the other. */
function moveInIndex(store: Store, enrolment: EnrolmentKey, space: string): Promise<boolean> {
  return changeEnrolment(store, enrolment, (before) => {
    const kept = before?.others?.[space];
    if (!kept || before.gallery === undefined || before.sequencer !== enrolment.sequencer) return undefined;
    const { others: _, ...row } = { ...before, ...kept, space };
    return { ...row, ...indexed(row) };
  });
}

function update(
  store: Store,
  { person, photo, sequencer }: EnrolmentKey,
  space: string,
  change: {
    UpdateExpression: string;
    ConditionExpression: string;
    ExpressionAttributeNames: Record<string, string>;
    ExpressionAttributeValues?: Record<string, unknown>;
  },
): Promise<boolean> {
  return unlessRefused(
    store.db.send(
      new UpdateCommand({
        ...change,
        TableName: store.names.people,
        Key: { person, photo },
        ExpressionAttributeValues: {
          ...change.ExpressionAttributeValues,
          ':sequencer': sequencer,
          ':space': space,
        },
      }),
    ),
  );
}
