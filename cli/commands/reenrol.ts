import type { Command } from 'commander';
import pMap from 'p-map';
import { touchGallery } from '../../store/galleryLog.ts';
import type { Store } from '../../store/openStore.ts';
import { forgetOtherSpaces } from '../../store/spaces.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import { connect } from '../connect.ts';
import { interruptible } from '../interruptible.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { json } from '../options.ts';
import { openDescriber } from '../reenrol/openDescriber.ts';
import { reenrolAll } from '../reenrol/reenrolAll.ts';
import { type Survey, survey } from '../reenrol/survey.ts';
import { tellPlan, tellReenrolment } from '../reenrol/tellReenrolment.ts';

const FORGET_AT_ONCE = 16;

interface ReenrolOptions {
  endpoint?: string;
  dryRun?: boolean;
  forgetOld?: boolean;
  force?: boolean;
  json?: boolean;
}

const MANUAL: Manual = {
  about: `
Faces of two engines can be compared only where both describe them in one space.
When the engine is changed, in this order:

 1. FACE_ENGINE=... npx face-inbox reenrol
    with the new engine's settings: adds its descriptors from the photos in
    the bucket. The functions still run the old engine, and find its
    descriptors where they were.
 2. Start or deploy the functions with the new engine.
 3. FACE_ENGINE=... npx face-inbox reenrol --forget-old
    adds what was enrolled in between, then drops the old descriptors.

It can be interrupted: the same command goes on with what is left. A photo that
the new engine cannot use is named, and keeps its old descriptor. So does what
was imported as a descriptor: there is no photo; it holds nothing up.`,
  examples: [['npx face-inbox reenrol --dry-run', 'Says how much there is to do.']],
  exits: {
    failed: 'a photo could not be read, or was just changing',
    rejected: 'the engine cannot use a photo',
  },
  environment: 'settings',
  seeAlso: ['people', 'doctor', 'docs/engines.md'],
};

export function addReenrol(program: Command): void {
  explained(program.command('reenrol'), MANUAL)
    .description('describe who is enrolled once more, for the engine of the settings')
    .option('--dry-run', 'only say how much there is to do')
    .option('--forget-old', "then drop other engines' descriptors, if nobody is left")
    .option('--force', 'with --forget-old: drop them even if somebody is left')
    .addOption(json())
    .action((_: object, command: Command) => reenrol(command.optsWithGlobals()));
}

async function reenrol(options: ReenrolOptions): Promise<void> {
  if (options.force && !options.forgetOld)
    throw new CommandError(EXIT.usage, '--force says something of --forget-old only. Give both, or neither.');
  const connection = await connect(options);
  const describer = await openDescriber(connection.settings);
  const { store } = connection;
  if (options.dryRun) return tellPlan(await survey(store, describer.space), describer, options);
  await interruptible(async (signal) => {
    const done = await reenrolAll(connection, describer, signal);
    const isDone = done.left.every(({ exit }) => exit === EXIT.done);
    const forget = options.forgetOld && (isDone || options.force);
    const forgotten = forget ? await forgetOld(store, done.survey, describer.space, signal) : undefined;
    tellReenrolment(done, forgotten, describer, options);
  });
}

/** Those that are left keep the only descriptors that they have. */
async function forgetOld(store: Store, { inSeveral }: Survey, space: string, signal: AbortSignal) {
  const forgotten = await pMap(inSeveral, (photo) => forgetOtherSpaces(store, photo, space), {
    concurrency: FORGET_AT_ONCE,
    signal,
  });
  await touchGallery(store);
  return forgotten.filter(Boolean).length;
}
