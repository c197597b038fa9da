import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { announce } from './announce.ts';
import { eventOf } from './eventOf.ts';
import type { Enrolment, ImageItem, Pending } from './ImageItem.ts';
import { getImage } from './images.ts';
import type { Store } from './openStore.ts';
import { enrol, unenrol } from './people.ts';
import { replaceSightings, sightingsOf } from './sightings.ts';

/** Does what lies in the item's outbox, then empties it. */
export async function settle(store: Store, item: ImageItem): Promise<void> {
  const { pending } = item;
  if (!pending) return;
  await replaceSightings(store, pending.unsee, sightingsOf(item));
  for (const key of pending.unenrol) if (!stillEnrolled(item, key.person)) await unenrol(store, key);
  if (item.status === 'enrolled' && pending.enrol) await enrol(store, personOf(item, pending.enrol));
  if (pending.event) await announce(store, eventOf(item, pending.event, pending.id, store.bucket));
  if (!(await clear(store, item, pending))) await takeBack(store, item);
}

function stillEnrolled(item: ImageItem, person: string): boolean {
  return item.status === 'enrolled' && item.person === person;
}

function personOf(item: Enrolment, { descriptor, space }: NonNullable<Pending['enrol']>) {
  const { person, image, faces, engine, analysedAt } = item;
  const { quality, box } = faces[0]!;
  return { person, photo: image, descriptor, space, quality, box, engine, enrolledAt: analysedAt };
}

/** False where the outbox is not this one any more. */
async function clear(store: Store, item: ImageItem, pending: Pending): Promise<boolean> {
  try {
    await store.db.send(
      new UpdateCommand({
        TableName: store.names.images,
        Key: { image: item.image },
        UpdateExpression: 'REMOVE pending',
        ConditionExpression: 'pending.id = :id',
        ExpressionAttributeValues: { ':id': pending.id },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/**
 * Somebody else emptied the outbox meanwhile, and perhaps a later change is recorded by now: then what was done
 * here a moment ago, too late, is undone.
 */
async function takeBack(store: Store, item: ImageItem): Promise<void> {
  const now = await getImage(store, item.image);
  if (now?.sequencer === item.sequencer) return;
  await replaceSightings(store, sightingsOf(item), sightingsOf(now));
  if (item.status === 'enrolled' && !(now && stillEnrolled(now, item.person)))
    await unenrol(store, { person: item.person, photo: item.image });
}
