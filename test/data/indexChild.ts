import { openFolder } from '../../data/openFolder.ts';

/** A process that leads a folder to the newest layout, to be killed. */
(await openFolder(process.argv[2]!))();
process.stdout.write('done\n');
