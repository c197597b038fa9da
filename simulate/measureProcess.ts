/** `measureTimes` in a process of its own, so that two can be at work: told a film's file, which frames, seconds of a chunk. */
import { readFile } from 'node:fs/promises';
import { measureTimes } from './measureTimes.ts';

const [file, frames, seconds] = process.argv.slice(2);
const times = await measureTimes(await readFile(file!), frames as 'every' | 'auto', Number(seconds));
process.stdout.write(JSON.stringify(times));
