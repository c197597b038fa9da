import type { Command } from 'commander';
import { fillVectors } from '../../store/vectors/fillVectors.ts';
import { printable } from '../../terminal/printable.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import { connect } from '../connect.ts';
import { counted } from '../formats.ts';
import { interruptible } from '../interruptible.ts';
import { json } from '../options.ts';
import { answer, answerJson, note } from '../print.ts';

const FILL = `
For GALLERY=dynamodb. Those who were enrolled before it was chosen have nothing
that DynamoDB's vector index could find them by: this gives it to them, from the
descriptors that are there. \`npm run deploy\` does it by itself; \`npx face-inbox
doctor\` says how many are missing.

It can be interrupted and repeated, while photos are enrolled and removed. Exit
code 1 where the index does not take a photo.

Example: GALLERY=dynamodb npx face-inbox gallery fill`;

/** Rows are told of in steps of so many, where nobody watches a terminal. */
const STEP = 10_000;

interface Options {
  endpoint?: string;
  json?: boolean;
}

export function addGallery(program: Command): void {
  const gallery = program.command('gallery').description('look after what enrolled people are searched by');
  gallery
    .command('fill')
    .description("put into DynamoDB's vector index who is enrolled and not in it")
    .addOption(json())
    .addHelpText('after', FILL)
    .action((_: object, command: Command) => fill(command.optsWithGlobals()));
}

async function fill(options: Options): Promise<void> {
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
