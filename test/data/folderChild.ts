import { createInterface } from 'node:readline';
import { openFolder } from '../../data/openFolder.ts';
import { TO_THREE } from './migrations.ts';

/**
 * A process that opens the folder at each line of its input, and says "open", or the name of the error; with
 * `migrate` it leads the folder to layout 3 at once, and says what it is about to write.
 */
const [folder, what] = process.argv.slice(2);
if (what === 'migrate') {
  await openFolder(
    folder!,
    TO_THREE((line) => process.stdout.write(`${line}\n`)),
  );
  process.stdout.write('done\n');
} else {
  process.stdout.write('ready\n');
  for await (const _ of createInterface(process.stdin)) {
    const said = await openFolder(folder!).then(
      () => 'open',
      (error: Error) => error.name,
    );
    process.stdout.write(`${said}\n`);
  }
}
