import test from 'ava';
import fc from 'fast-check';
import { type Command, sequence } from './support/property/Command.ts';
import { findWrongs } from './support/property/findWrongs.ts';
import { longArray } from './support/property/longArray.ts';
import { openInbox, type TestInbox } from './support/property/openInbox.ts';
import { nameOf, playSequence, sequenceOf } from './support/property/playSequence.ts';

/** How many sequences are played, so many at a time: most of the time somebody waits for the next try of a message. */
const SEQUENCES = Number(process.env.FAULT_SEQUENCES ?? 200);
const TOGETHER = Math.min(40, SEQUENCES);
/** For finding the shortest that fails, once one has failed. What the services do meanwhile no seed repeats. */
const SHRINK_MS = 300_000;

let inbox: TestInbox;
test.before(async (t) => {
  t.timeout(120_000);
  inbox = await openInbox(sequenceOf);
});
test.after.always(() => inbox?.stop());

const round = longArray(sequence, { min: TOGETHER, max: TOGETHER });

test('whatever happens in whatever order, in the end the tables say what the bucket holds, and all is told', async (t) => {
  t.timeout(3_600_000);
  let played = 0;
  let failed = Number.POSITIVE_INFINITY;
  const play = async (sequences: Command[][]) => {
    if (performance.now() > failed + SHRINK_MS) return; // shrinks no more
    try {
      await inbox.empty();
      const of = (commands: Command[]) => playSequence(inbox, nameOf(played++), commands);
      const wrongs = await findWrongs(inbox, await Promise.all(sequences.map(of)));
      if (wrongs.length > 0) throw new Error(wrongs.join('\n'));
    } catch (error) {
      failed = Math.min(failed, performance.now());
      console.log(`${sequences.length} sequences, ${(error as Error).message}`);
      const from = played - sequences.length;
      sequences.forEach((commands, at) => {
        if ((error as Error).message.includes(nameOf(from + at)))
          console.log(nameOf(from + at), JSON.stringify(commands));
      });
      throw error;
    }
  };
  await fc.assert(fc.asyncProperty(round, play), {
    seed: inbox.stack.seed,
    numRuns: Math.ceil(SEQUENCES / TOGETHER),
    includeErrorInReport: true,
  });
  t.is(played, TOGETHER * Math.ceil(SEQUENCES / TOGETHER));
});
