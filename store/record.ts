import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Event } from './Event.ts';
import type { ImageItem, Pending } from './ImageItem.ts';
import { getImage } from './images.ts';
import type { Store } from './openStore.ts';
import { isOfALook } from './sequencer.ts';
import { settle } from './settle.ts';
import { sightingsOf } from './sightings.ts';
import { keptIn } from './unknown/keptFaces.ts';

/** What the tables say of a key, as soon as nothing has to follow from it any more: that is done first. */
export async function standing(store: Store, image: string): Promise<ImageItem | undefined> {
  for (;;) {
    const item = await getImage(store, image);
    if (!item?.pending) return item;
    await settle(store, item);
  }
}

interface Beside {
  /** What an enrolment adds to the gallery. */
  enrol?: Pending['enrol'];
  /** What nothing accounts for, and which has to go as well. */
  strays?: { sightings: Pending['unsee']; people: string[]; unknown: number[] };
  /** Descriptors of the item's faces that are to be kept. */
  keep?: Pending['keep'];
  /** What was `standing` a moment ago, where that is known: it is then looked up only if it is so no more. */
  before?: ImageItem | undefined;
}

/**
 * Makes `item` what the tables say of its key, unless they know of this change or a later one already: ONE
 * conditional write, with all that has to follow lying inside it, and then the following. It can be repeated by
 * anybody, at any time and after any crash.
 * @returns the item that stands now: this one, or one of this or a later change, or one that somebody has looked up in the
 * bucket meanwhile, about which no order is known before one looks, too.
 */
export async function record(store: Store, item: ImageItem, beside?: Beside): Promise<ImageItem> {
  const { image, sequencer } = item;
  const { enrol, strays, keep } = beside ?? {};
  let before = beside && 'before' in beside ? beside.before : await standing(store, image);
  // In order: nothing new of this key before the last change is told to the end.
  while (!before || before.sequencer < sequencer) {
    const pending: Pending = {
      id: changeId(item),
      event: eventFor(item, before),
      unsee: [...sightingsOf(before), ...(strays?.sightings ?? [])].map(({ person, seenAt }) => ({
        person,
        seenAt,
      })),
      unenrol: before?.status === 'enrolled' ? before.person : undefined,
      unenrolStrays: strays?.people,
      enrol,
      keep,
      unkeep: placesOf(before, strays?.unknown),
      unplan: before?.status === 'analysing' ? before.plan : undefined,
      unfile: before?.status === 'analysed' ? before.tracksAt?.key : undefined,
    };
    const next = { ...item, pending, pendingSince: new Date().toISOString() };
    if (await putOver(store, before, next)) {
      await settle(store, next);
      return item;
    }
    before = await standing(store, image);
    if (before && isOfALook(before.sequencer)) return before;
  }
  return before;
}

/** Of what was there before, and of rows that follow from nothing: of which faces something is kept. */
function placesOf(before: ImageItem | undefined, strays: number[] = []): number[] | undefined {
  const places = new Set([...keptIn(before), ...strays]);
  return places.size > 0 ? [...places] : undefined;
}

/** What the change is called on the bus; the removal of what nobody was told of is no news. */
function eventFor(item: ImageItem, before: ImageItem | undefined): Event['type'] | undefined {
  switch (item.status) {
    case 'analysing':
      return undefined;
    case 'analysed':
      return item.kind === 'video' ? 'Video Analysed' : 'Image Analysed';
    case 'enrolled':
      return 'Person Enrolled';
    case 'rejected':
      return item.person === undefined ? 'Image Rejected' : 'Enrolment Rejected';
    case 'removed':
      if (!before || before.status === 'removed') return undefined;
      return before.status === 'enrolled' ? 'Person Removed' : 'Image Removed';
  }
}

/** What the event is known by: the same for every repetition of one change or revision. */
export function changeId({ image, sequencer }: Pick<ImageItem, 'image' | 'sequencer'>): string {
  return createHash('sha256').update(`${image}\n${sequencer}`).digest('hex').slice(0, 32);
}

/** Writes `next` if the item is still as `before`; false where somebody else was faster. */
async function putOver(store: Store, before: ImageItem | undefined, next: ImageItem): Promise<boolean> {
  try {
    await store.db.send(
      new PutCommand({
        TableName: store.names.images,
        Item: next,
        ConditionExpression: before
          ? 'sequencer = :sequencer AND attribute_not_exists(pending)'
          : 'attribute_not_exists(image)',
        ExpressionAttributeValues: before && { ':sequencer': before.sequencer },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
