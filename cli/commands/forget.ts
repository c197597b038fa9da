import type { Command } from 'commander';
import { type Erasure, erasePerson } from '../../people/forget/erasePerson.ts';
import { photosOf } from '../../people/photosOf.ts';
import { mustNotBeRenamed } from '../../people/rename/renaming.ts';
import { printable } from '../../terminal/printable.ts';
import { EXIT } from '../CommandError.ts';
import { confirm } from '../confirm.ts';
import { connect } from '../connect.ts';
import { counted } from '../formats.ts';
import { interruptible } from '../interruptible.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { json, wholeNumber } from '../options.ts';
import { answer, answerJson, note } from '../print.ts';

interface Options {
  endpoint?: string;
  yes?: boolean;
  timeout: number;
  json?: boolean;
}

const MANUAL: Manual = {
  about: `
Deletes their photos under people/, and removes the name from the gallery, the
sightings, every result, and the dead letters. Then every item of every table
is searched for the name. Photos in which they are seen stay, with the face as
unknown; delete those yourself. It can be repeated, also after an interruption.
docs/privacy.md says what this cannot reach.`,
  examples: [
    ['npx face-inbox forget ann', 'Asks first, then erases ann.'],
    ['npx face-inbox forget ann --yes', 'Does not ask, as for a program.'],
  ],
  seeAlso: ['people', 'seen', 'docs/privacy.md'],
};

export function addForget(program: Command): void {
  explained(program.command('forget'), MANUAL)
    .description('erase a person: their enrolment, and their name wherever it is kept')
    .argument('<person>', 'the name they are enrolled by')
    .option('--yes', 'do not ask first')
    .option('--timeout <s>', 'wait so long for queued removals', wholeNumber(0, 86_400), 600 as number)
    .addOption(json())
    .action((person: string, _: object, command: Command) =>
      forget(person.normalize('NFC'), command.optsWithGlobals()),
    );
}

async function forget(person: string, options: Options): Promise<void> {
  const connection = await connect(options);
  await interruptible(async (signal) => {
    await mustNotBeRenamed(connection.store, person);
    const keys = await photosOf(connection, person, signal);
    const question =
      `Forget ${printable(person)}: delete ${counted(keys.length, 'photo')} under people/, and the name everywhere? ` +
      'It cannot be undone.';
    if (!options.yes) await confirm(question, 'What is forgotten cannot be brought back', signal);
    const onWait = () => note('Waiting for what is at work to end ...');
    const waiting = { seconds: options.timeout, signal, onWait };
    const done = await erasePerson(connection, person, keys, waiting);
    tell(person, done, options);
  });
}

function tell(person: string, done: Erasure, options: Options) {
  const { deleted, sightings, results, letters, queued, proof } = done;
  const clean = proof.found.length === 0 && queued.length === 0;
  process.exitCode = clean ? EXIT.done : EXIT.failed;
  if (options.json) return answerJson(done);
  answer(
    `Deleted ${counted(deleted, 'photo')} under people/, ${counted(sightings, 'sighting')}, ` +
      `${counted(letters, 'dead letter')}; the name removed from ${counted(results, 'result')}.`,
  );
  const tables = `${counted(proof.items, 'item')} of ${proof.tables.join(', ')}`;
  if (proof.found.length === 0) answer(`Searched all ${tables}: none names ${printable(person)}.`);
  for (const { table, key } of proof.found) note(`${table} still names ${person}: ${key}`);
  for (const key of queued) note(`Its removal is still queued: ${key}`);
  if (!clean) note('Run the same command again when the queue is empty (npx face-inbox doctor).');
}
