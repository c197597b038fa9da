import { type Command, Option } from 'commander';
import { audit, type Finding, type Inbox } from '../../store/audit/audit.ts';
import { reconcile as mend } from '../../store/audit/reconcile.ts';
import { type AuditCommandOptions, openAudit, patience, wait } from '../audit/openAudit.ts';
import { connect } from '../connect.ts';
import { counted } from '../formats.ts';
import { interruptible } from '../interruptible.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { wholeNumber } from '../options.ts';
import { answer, note } from '../print.ts';
import { showProgress } from '../progress.ts';

/** Keys that are found before they are seen to: a bar needs a sum, and memory a bound. */
const ROUND = 5000;

const MANUAL: Manual = {
  about: `
Mends what verify states: sends messages through the queue that have each key
looked at again, and finishes what a crash left. It is safe while photos are
dropped and removed, and can be interrupted: what is mended is not found again.
The functions then need a while; \`npx face-inbox verify\` waits for them.`,
  examples: [['npx face-inbox reconcile --rate 20', 'Mends, with at most 20 messages a second.']],
  seeAlso: ['verify', 'doctor'],
};

export function addReconcile(program: Command): void {
  explained(program.command('reconcile'), MANUAL)
    .description('mend what the tables say otherwise than the bucket')
    .addOption(wait())
    .addOption(patience())
    .addOption(
      new Option('--rate <n>', 'messages a second at most').default(50).argParser(wholeNumber(1, 3000)),
    )
    .action((_: object, command: Command) => reconcile(command.optsWithGlobals()));
}

async function reconcile(options: AuditCommandOptions & { rate: number }): Promise<void> {
  const inbox = await openAudit(await connect(options));
  let mended = 0;
  let inFlight = 0;
  await interruptible(async (signal) => {
    let round: Finding[] = [];
    const finish = async () => {
      mended += await mendRound(inbox, round, options.rate, signal);
      round = [];
    };
    const found = audit(inbox, { waitMs: options.wait * 1000, patienceMs: options.patience * 1000, signal });
    for await (const finding of found) {
      if (finding.inFlight) inFlight++;
      else if (round.push(finding) === ROUND) await finish();
    }
    await finish();
  });
  answer(mended === 0 ? 'Nothing to mend.' : `${counted(mended, 'deviation')} on the way to be mended.`);
  if (inFlight > 0)
    note(
      `${counted(inFlight, 'key')} in flight: messages about them may be in the queue. Run it again later.`,
    );
}

async function mendRound(inbox: Inbox, round: Finding[], rate: number, signal: AbortSignal): Promise<number> {
  if (round.length === 0) return 0;
  const progress = showProgress(round.length, undefined, 'keys');
  let count = 0;
  try {
    for await (const { key, kinds } of mend(inbox, from(round), { rate, signal })) {
      progress.done(`${kinds.join(', ')}: ${key}`, 0);
      count += kinds.length;
    }
  } finally {
    progress.stop();
  }
  return count;
}

async function* from<T>(list: T[]): AsyncGenerator<T> {
  yield* list;
}
