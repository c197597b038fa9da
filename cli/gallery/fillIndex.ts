import { fillVectors } from '../../store/vectors/fillVectors.ts';
import { printable } from '../../terminal/printable.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import { connect } from '../connect.ts';
import { counted } from '../formats.ts';
import { interruptible } from '../interruptible.ts';
import { answer, answerJson, note } from '../print.ts';

/** Rows are told of in steps of so many, where nobody watches a terminal. */
const STEP = 10_000;

/** Puts into DynamoDB's vector index who is enrolled and not in it. */
export async function fillIndex(options: { endpoint?: string; json?: boolean }): Promise<void> {
  const { store, settings } = await connect(options);
  if (settings.galleryKind !== 'dynamodb')
    throw new CommandError(
      EXIT.usage,
      `GALLERY is ${settings.galleryKind}, and only DynamoDB's own vector index has to be filled. ` +
        'Set GALLERY=dynamodb, as the functions have it, or leave this be.',
    );
  let told = 0;
  const filled = await interruptible((signal) =>
    fillVectors(store, {
      signal,
      told(photos) {
        if (photos - told < STEP) return;
        told = photos;
        note(`${photos} looked at`);
      },
    }),
  );
  if (filled.left.length > 0) process.exitCode = EXIT.failed;
  if (options.json) return answerJson(filled);
  if (filled.photos === 0) return note('Nobody is enrolled: there is nothing to do.');
  answer(`${filled.filled} of ${counted(filled.photos, 'enrolled photo')} put into the index.`);
  if (filled.mended > 0)
    note(`The size of ${counted(filled.mended, 'gallery', 'galleries')} was wrong, and is right now.`);
  if (filled.left.length === 0) return;
  note(`${counted(filled.left.length, 'photo')} left out:`);
  for (const { photo, message } of filled.left) note(printable(`  ${photo}: ${message}`));
}
