import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { EXIT } from './CommandError.ts';
import { addBackup } from './commands/backup.ts';
import { addDlq } from './commands/dlq.ts';
import { addDoctor } from './commands/doctor.ts';
import { addDrop } from './commands/drop.ts';
import { addEnrol } from './commands/enrol.ts';
import { addForget } from './commands/forget.ts';
import { addPeople } from './commands/people.ts';
import { addReconcile } from './commands/reconcile.ts';
import { addRedrive } from './commands/redrive.ts';
import { addReenrol } from './commands/reenrol.ts';
import { addRejected } from './commands/rejected.ts';
import { addRestore } from './commands/restore.ts';
import { addSeen } from './commands/seen.ts';
import { addStart } from './commands/start.ts';
import { addVerify } from './commands/verify.ts';
import { addWho } from './commands/who.ts';
import { explain } from './explain.ts';
import { note } from './print.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const AFTER_HELP = `
Where the inbox is: --endpoint, else AWS_ENDPOINT_URL, else AWS where the
environment has AWS_PROFILE or other AWS credentials, else
http://localhost:4566, which is \`npm start\`.

Exit codes: ${EXIT.done} done, ${EXIT.failed} something failed, ${EXIT.usage} wrong usage or setting,
${EXIT.rejected} the photo is rejected, ${EXIT.notFound} not found, ${EXIT.unreachable} endpoint unreachable, ${EXIT.interrupted} interrupted.
FACE_INBOX_DEBUG=1 shows where an error comes from.
`;

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? EXIT.done);
});

const program = new Command('face-inbox')
  .description('Drop photos into a bucket, and read who is in them.')
  .version(version)
  .option('--endpoint <url>', 'where the inbox is, if not where the environment says')
  .configureHelp({ showGlobalOptions: true })
  .exitOverride()
  .addHelpText('afterAll', AFTER_HELP);

const COMMANDS = [
  ...[addStart, addDrop, addEnrol, addWho, addSeen, addPeople, addRejected, addForget],
  ...[addVerify, addReconcile, addDlq, addRedrive, addReenrol, addDoctor, addBackup, addRestore],
];
for (const add of COMMANDS) add(program);

try {
  await program.parseAsync();
} catch (error) {
  // Commander has said what is wrong already.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  else {
    const { message, exitCode } = explain(error);
    note(process.env.FACE_INBOX_DEBUG ? inspect(error) : message);
    process.exitCode = exitCode;
  }
}
// A connection that still waits for an answer that nobody wants any more would keep the process.
for (const stream of [process.stdout, process.stderr]) await new Promise((done) => stream.write('', done));
process.exit();
