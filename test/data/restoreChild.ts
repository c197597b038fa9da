import { restoreFolder } from '../../data/restoreFolder.ts';

/** A process that restores, to be killed: it says how much it has read. */
const [file, folder] = process.argv.slice(2);
let sum = 0;
await restoreFolder({
  file: file!,
  folder: folder!,
  force: true,
  onBytes(count) {
    sum += count;
    process.stdout.write(`${sum}\n`);
  },
});
process.stdout.write('done\n');
