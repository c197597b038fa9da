/** Photos, repetitions and crashes for a long time: `npm run bench:soak`. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { benchCommand, count } from './report/options.ts';
import { publish } from './report/publish.ts';
import { measureSoak } from './soak/measureSoak.ts';
import { soakSections } from './soak/soakSections.ts';

interface Options {
  photos: number;
  clients: number;
  processes: number;
  crashes?: number;
  restarts: number;
  visibility: number;
  seed?: number;
  from?: string;
  json: boolean;
}

/** Labelled photos that may lie beside the checkout. */
const SHARED = join(import.meta.dirname, '../../shared/photos');

const { json, from, crashes, seed, ...sizes } = benchCommand(
  'soak',
  'Drops photos into what `npm start` runs, delivers events twice and kills processes meanwhile; in the end nothing may be lost or doubled.',
)
  .option('--photos <n>', 'how many are dropped', count, 2000)
  .option('--clients <n>', 'how many drop them', count, 8)
  .option('--processes <n>', 'of the function, at most; one of them is spared', fromTwo, 3)
  .option('--crashes <n>', 'kill -9 of a function or its decoder (default: one in 40 photos)', fromNone)
  .option('--restarts <n>', 'of everything, after a kill -9', fromNone, 1)
  .option('--visibility <s>', 'seconds until what a killed function had comes again', count, 60)
  .option('--seed <n>', 'of another soak, to repeat it (default: another each time)', fromNone)
  .option('--from <dir>', 'photos, in folders or not (default: ../shared/photos, if there)')
  .addHelpText(
    'after',
    '\nExit code 1: lost, doubled, or more than 10 % more memory in the end,\nwhich is told from 400 photos a process on.',
  )
  .parse()
  .opts<Options>();

// npm changes to the project's folder; a relative path means the folder that npm was called in.
const folder = from === undefined ? undefined : resolve(process.env.INIT_CWD ?? '.', from);

await publish('soak', json, async () => {
  const figures = await measureSoak({
    ...sizes,
    crashes: crashes ?? Math.ceil(sizes.photos / 40),
    seed: seed ?? Math.floor(Math.random() * 1e6),
    from: folder ?? (existsSync(SHARED) ? SHARED : undefined),
  });
  if (figures.targets.some(({ met }) => !met)) process.exitCode = 1;
  return { figures, sections: soakSections(figures) };
});

function fromTwo(text: string): number {
  if (text === '1') throw new InvalidArgumentError('There must be another than the spared one: 2 or more.');
  return count(text);
}

function fromNone(text: string): number {
  return text === '0' ? 0 : count(text);
}
