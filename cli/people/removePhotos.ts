import { setTimeout } from 'node:timers/promises';
import { folderOf } from '../../config/keys.ts';
import { deletePhotos } from '../../people/forget/deletePhotos.ts';
import { unrecorded } from '../../people/forget/waitUntilDone.ts';
import { fileOf, isOf } from '../../people/keysOf.ts';
import { nobodyCalled, type PeopleError } from '../../people/PeopleError.ts';
import { photosOf } from '../../people/photosOf.ts';
import { mustNotBeRenamed } from '../../people/rename/renaming.ts';
import { enrolledPhotos } from '../../store/people.ts';
import { printable } from '../../terminal/printable.ts';
import { quoted } from '../../terminal/quoted.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import { confirm } from '../confirm.ts';
import type { Connection } from '../connect.ts';
import { counted } from '../formats.ts';
import { isInBucket } from '../inBucket.ts';
import { answer, note } from '../print.ts';
import { showProgress } from '../progress.ts';

export interface Removing {
  yes?: boolean;
  /** Waits so many seconds until the removal is recorded. */
  timeout: number;
}

const LOOK_EVERY_MS = 250;

/** @param photo a whole key, or what of it follows the person's folder */
export async function removePhoto(
  connection: Connection,
  person: string,
  photo: string,
  options: Removing,
  signal: AbortSignal,
): Promise<void> {
  await mustNotBeRenamed(connection.store, person);
  const key = await keyOf(connection, person, photo, signal);
  const { store } = connection;
  const enrolled = await enrolledPhotos(store, person);
  const others = enrolled.filter((item) => item.photo !== key).length;
  const left = others === 0 ? `${person} is unknown then` : `${person} then has ${others} left`;
  const question = `Delete ${key} from the bucket? ${left}.`;
  if (!options.yes)
    await confirm(printable(question), 'A photo that is deleted cannot be brought back', signal);
  await deletePhotos(connection, [key], 'Nothing was changed.');
  await tellWhenRecorded(connection, [key], options, signal);
  answer(
    printable(
      `${key} deleted. ${others === 0 ? `${person} is unknown now` : `${person} has ${others} left`}.`,
    ),
  );
}

/** Results in which the person is named stay as they are. */
export async function removePerson(
  connection: Connection,
  person: string,
  options: Removing,
  signal: AbortSignal,
): Promise<void> {
  await mustNotBeRenamed(connection.store, person);
  const keys = await photosOf(connection, person, signal);
  if (keys.length === 0) throw await noPhotos(connection, person);
  const question =
    `Delete ${counted(keys.length, 'photo')} of ${person} from the bucket, so that they are unknown? ` +
    'Results that name them stay.';
  if (!options.yes)
    await confirm(printable(question), 'Photos that are deleted cannot be brought back', signal);
  await deletePhotos(connection, keys, 'Some are deleted by now.');
  await tellWhenRecorded(connection, keys, options, signal);
  answer(printable(`${counted(keys.length, 'photo')} deleted: ${person} is unknown from now on.`));
  note(
    `Photos in which ${person} was seen still say so. To erase the name everywhere:\n` +
      `npx face-inbox forget ${quoted(person)}`,
  );
}

/** @throws CommandError where there is no such photo of the person */
async function keyOf(connection: Connection, person: string, photo: string, signal: AbortSignal) {
  const asked = isOf(person, photo, connection.settings) ? photo : folderOf(person) + photo;
  if (await isInBucket(connection, asked)) return asked;
  // The name may be written in another form in the bucket.
  const keys = await photosOf(connection, person, signal);
  const file = fileOf(asked, person);
  const found = keys.find((key) => fileOf(key, person) === file);
  if (found !== undefined) return found;
  if (keys.length === 0) throw await noPhotos(connection, person);
  throw new CommandError(
    EXIT.notFound,
    `${person} has no photo ${JSON.stringify(photo)} in the bucket.\n` +
      `Theirs are listed by: npx face-inbox people show ${quoted(person)}`,
  );
}

async function noPhotos({ store }: Connection, person: string): Promise<CommandError | PeopleError> {
  const enrolled = await enrolledPhotos(store, person);
  if (enrolled.length === 0) return nobodyCalled(person);
  return new CommandError(
    EXIT.notFound,
    `${person} is enrolled by photos that the bucket does not hold any more; their removal is still queued.\n` +
      'If it stays so, its message was lost: npx face-inbox reconcile',
  );
}

/**
 * Waits until all that follows from the deletions is done.
 * @throws CommandError where that takes longer than is waited for; it is done all the same, later.
 */
async function tellWhenRecorded(
  connection: Connection,
  keys: string[],
  { timeout }: Removing,
  signal: AbortSignal,
): Promise<void> {
  const until = performance.now() + timeout * 1000;
  const progress = keys.length > 1 ? showProgress(keys.length, undefined) : undefined;
  let left = keys;
  try {
    for (;;) {
      const still = await unrecorded(connection, left);
      for (const key of left) if (!still.includes(key)) progress?.done(`removed: ${key}`, 0);
      left = still;
      if (left.length === 0) return;
      if (performance.now() > until) break;
      await setTimeout(LOOK_EVERY_MS, undefined, { signal });
    }
  } finally {
    progress?.stop();
  }
  throw new CommandError(
    EXIT.failed,
    `${counted(left.length, 'photo')} deleted from the bucket, but the removal is still queued after ${timeout} s ` +
      `(${left[0]}${left.length > 1 ? ', ...' : ''}).\n` +
      'The functions come to it; if they do not, see `npx face-inbox doctor` and `npx face-inbox reconcile`.',
  );
}
