import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { announce } from './announce.ts';
import { dropPlan } from './chunks/plans.ts';
import { eventOf } from './eventOf.ts';
import type { Enrolment, ImageItem, Pending } from './ImageItem.ts';
import { getImage } from './images.ts';
import type { Store } from './openStore.ts';
import { enrol, takeBackEnrolment, unenrol } from './people.ts';
import { dropTracks } from './results/tracksFile.ts';
import { changeOf } from './sequencer.ts';
import { type Sighting, sightingsOf } from './sightings.ts';
import { keepFaces, takeBackKept, unkeepFaces } from './unknown/keptFaces.ts';
import { indexed } from './vectors/indexed.ts';
import { deleteIfEarlier, deleteIfOf, putUnlessLater } from './writeUnlessLater.ts';

/** Sightings written at a time; a crowd has hundreds. */
const AT_ONCE = 25;

/**
 * Does what lies in the item's outbox, then empties it. Several may do so at once, and one may come late, when
 * another has emptied it and later changes are recorded: no part undoes what follows from a later change.
 */
export async function settle(store: Store, item: ImageItem): Promise<void> {
  const { pending, image, sequencer } = item;
  if (!pending) return;
  const { sightings } = store.names;
  await each(pending.unsee, (key) => deleteIfEarlier(store, sightings, key, sequencer));
  await each(sightingsOf(item), (sighting) => putUnlessLater(store, sightings, { ...sighting }));
  if (pending.unkeep) await unkeepFaces(store, image, pending.unkeep, sequencer);
  if (item.status === 'analysed' && !item.kind && pending.keep) await keepFaces(store, item, pending.keep);
  if (pending.unenrol !== undefined)
    await unenrol(store, { person: pending.unenrol, photo: image }, sequencer);
  if (pending.unplan !== undefined) await dropPlan(store, pending.unplan);
  if (pending.unfile !== undefined) await dropTracks(store, pending.unfile);
  for (const person of pending.unenrolStrays ?? []) await unenrol(store, { person, photo: image }, sequencer);
  if (item.status === 'enrolled' && pending.enrol) await enrol(store, personOf(item, pending.enrol));

  // Asked last before telling: the event of a change that another has told, with later ones behind it, is not
  // told again out of their order. Between the two lines a worker can still stop for long; `detail.sequencer` is
  // what a subscriber can tell the order by.
  const due = (await getImage(store, image))?.pending?.id === pending.id;
  if (due && pending.event) await announce(store, eventOf(item, pending.event, pending.id, store.bucket));
  if (!due || !(await clear(store, image, pending))) await takeBack(store, item);
}

function personOf(item: Enrolment, { indexed: inIndex, ...enrolled }: NonNullable<Pending['enrol']>) {
  const { person, image, faces, engine, analysedAt, sequencer } = item;
  const seen = faces[0] && { quality: faces[0].quality, box: faces[0].box };
  const row = { person, photo: image, ...enrolled, ...seen, engine, enrolledAt: analysedAt, sequencer };
  return inIndex ? { ...row, ...indexed(row) } : row;
}

/** False where the outbox is not this one any more. */
async function clear(store: Store, image: string, pending: Pending): Promise<boolean> {
  try {
    await store.db.send(
      new UpdateCommand({
        TableName: store.names.images,
        Key: { image },
        UpdateExpression: 'REMOVE pending, pendingSince',
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

/** Another has emptied the outbox. If a later change stands by now, what was put here a moment ago is too late. */
async function takeBack(store: Store, item: ImageItem): Promise<void> {
  const { image, sequencer } = item;
  const standing = (await getImage(store, image))?.sequencer;
  if (standing === sequencer) return;
  await each(sightingsOf(item), ({ person, seenAt }) =>
    deleteIfOf(store, store.names.sightings, { person, seenAt }, sequencer),
  );
  if (item.pending?.keep && (standing === undefined || changeOf(standing) !== changeOf(sequencer)))
    await takeBackKept(store, image, item.pending.keep, sequencer);
  if (item.status === 'enrolled')
    await takeBackEnrolment(store, { person: item.person, photo: image }, sequencer);
}

async function each<T extends Pick<Sighting, 'person' | 'seenAt'>>(
  items: T[],
  write: (item: T) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE)
    await Promise.all(items.slice(at, at + AT_ONCE).map(write));
}
