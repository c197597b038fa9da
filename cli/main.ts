import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { EXIT } from './CommandError.ts';
import { explain } from './explain.ts';
import { note } from './print.ts';
import { makeProgram } from './program.ts';

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? EXIT.done);
});

try {
  await makeProgram().parseAsync();
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
