import type { Command } from 'commander';
import { queueDepth } from '../../people/workLeft.ts';
import { connect } from '../connect.ts';
import { moveLetters } from '../deadLetters/moveLetters.ts';
import { counted } from '../formats.ts';
import { interruptible } from '../interruptible.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { answer, note } from '../print.ts';
import { showProgress } from '../progress.ts';

const MANUAL: Manual = {
  about: `
Sends the messages that were given up back to the functions, each alone, so that
none can fail for another's fault. What has changed since they were sent is not
undone: an older change of an object is skipped.`,
  examples: [['npx face-inbox redrive', 'Sends all of them back.']],
  seeAlso: ['dlq', 'doctor'],
};

export function addRedrive(program: Command): void {
  explained(program.command('redrive'), MANUAL)
    .description('send the dead letters back to be tried again, each alone')
    .action((_: object, command: Command) => redrive(command.optsWithGlobals()));
}

async function redrive(options: { endpoint?: string }) {
  const connection = await connect(options);
  await interruptible(async (signal) => {
    const { waiting, atWork } = await queueDepth(connection, 'dead-letters');
    if (waiting + atWork === 0) return note('There are no dead letters.');
    const progress = showProgress(waiting + atWork, undefined, 'messages');
    let moved = 0;
    try {
      const toldOf = (count: number) => {
        for (; moved < count; moved++) progress.done('sent back', 0);
      };
      await moveLetters(connection, toldOf, signal);
    } finally {
      progress.stop();
    }
    answer(`${counted(moved, 'message')} sent back, to be tried again one at a time.`);
  });
}
