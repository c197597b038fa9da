import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addBackup } from './commands/backup.ts';
import { addCompare } from './commands/compare.ts';
import { addCompletion } from './commands/completion.ts';
import { addDescribe } from './commands/describe.ts';
import { addDlq } from './commands/dlq.ts';
import { addDoctor } from './commands/doctor.ts';
import { addDrop } from './commands/drop.ts';
import { addEnrol } from './commands/enrol.ts';
import { addForget } from './commands/forget.ts';
import { addGallery } from './commands/gallery.ts';
import { addKey } from './commands/key.ts';
import { addName } from './commands/name.ts';
import { addPeople } from './commands/people.ts';
import { addRecognise } from './commands/recognise.ts';
import { addReconcile } from './commands/reconcile.ts';
import { addRedrive } from './commands/redrive.ts';
import { addReenrol } from './commands/reenrol.ts';
import { addRejected } from './commands/rejected.ts';
import { addRestore } from './commands/restore.ts';
import { addSeen } from './commands/seen.ts';
import { addStart } from './commands/start.ts';
import { addUnknown } from './commands/unknown.ts';
import { addVerify } from './commands/verify.ts';
import { addWatch } from './commands/watch.ts';
import { addWho } from './commands/who.ts';
import { inText } from './manual/inText.ts';
import { explained, type Manual } from './manual/Manual.ts';
import { sectionsOf } from './manual/sectionsOf.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const MANUAL: Manual = {
  about: `
Photos that are dropped become results: who is in them, and where. Whoever is
enrolled with a photo is named; everybody else stays unknown. \`npx face-inbox
start\` runs all of it on this machine; the other commands work with that, or with
one that is deployed.

\`npx face-inbox COMMAND --help\` says more of each.`,
  examples: [
    ['npx face-inbox start --open', 'Starts the inbox, and opens its address.'],
    ['npx face-inbox enrol ann ann.jpg', 'Makes somebody known.'],
    ['npx face-inbox drop party.jpg --wait', 'Drops a photo, and says who is in it.'],
  ],
  exits: { rejected: 'the photo is rejected', notFound: 'not found' },
  seeAlso: ['README.md', 'docs/data-folder.md', 'docs/privacy.md'],
};

const COMMANDS = [
  ...[
    addStart,
    addDrop,
    addEnrol,
    addWatch,
    addWho,
    addSeen,
    addPeople,
    addUnknown,
    addName,
    addRejected,
    addForget,
  ],
  ...[addRecognise, addCompare, addDescribe, addKey],
  ...[addVerify, addReconcile, addDlq, addRedrive, addReenrol, addGallery, addDoctor, addBackup, addRestore],
  addCompletion,
];

/** All that the command can do, as it is parsed, told by --help and completed in a shell. */
export function makeProgram(): Command {
  const program = explained(new Command('face-inbox'), MANUAL)
    .description('Drop photos into a bucket, and read who is in them.')
    .version(version)
    .option('--endpoint <url>', 'where the inbox is, if not where the environment says')
    .configureHelp({
      showGlobalOptions: true,
      formatHelp: (command, helper) => inText(sectionsOf(command, helper)),
    })
    .exitOverride();
  for (const add of COMMANDS) add(program);
  return program;
}
