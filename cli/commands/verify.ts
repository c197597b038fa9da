import type { Command } from 'commander';
import { audit } from '../../store/audit/audit.ts';
import { type Deviation, deviationsOf } from '../../store/audit/wordsOf.ts';
import { printable, printableJson } from '../../terminal/printable.ts';
import { type AuditCommandOptions, openAudit, patience, wait } from '../audit/openAudit.ts';
import { EXIT } from '../CommandError.ts';
import { connect } from '../connect.ts';
import { counted } from '../formats.ts';
import { interruptible } from '../interruptible.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { answer, note } from '../print.ts';

const MANUAL: Manual = {
  about: `
Compares the bucket with the tables, and these with each other, and states each
deviation. What changes meanwhile, or may while messages are in the queue, is in
flight and no deviation.

--json prints one JSON object a line and deviation.`,
  examples: [['npx face-inbox verify', 'States each deviation in words.']],
  exits: { failed: 'there is a deviation' },
  seeAlso: ['reconcile', 'doctor'],
};

export function addVerify(program: Command): void {
  explained(program.command('verify'), MANUAL)
    .description('check that the tables say what the bucket holds')
    .addOption(wait())
    .addOption(patience())
    .option('--json', 'print JSON, for programs')
    .action((_: object, command: Command) => verify(command.optsWithGlobals()));
}

async function verify(options: AuditCommandOptions & { json?: boolean }): Promise<void> {
  const inbox = await openAudit(await connect(options));
  const tell = options.json ? tellJson : tellInWords;
  let keys = 0;
  let wrong = 0;
  let inFlight = 0;
  await interruptible(async (signal) => {
    const found = audit(inbox, {
      waitMs: options.wait * 1000,
      patienceMs: options.patience * 1000,
      signal,
      onKeys: (count) => {
        keys += count;
      },
    });
    for await (const finding of found) {
      if (finding.inFlight) {
        inFlight++;
        continue;
      }
      for (const deviation of deviationsOf(finding)) {
        wrong++;
        tell(deviation);
      }
    }
  });
  const verdict = wrong === 0 ? 'no deviation' : counted(wrong, 'deviation');
  note(
    `${counted(keys, 'photo')} in the bucket, ${verdict}${inFlight > 0 ? `, ${inFlight} in flight` : ''}.`,
  );
  if (wrong > 0) process.exitCode = EXIT.failed;
}

function tellInWords({ kind, key, bucket, tables, remedy }: Deviation): void {
  answer(
    [
      `${printable(key)}: ${kind}`,
      `  the bucket holds  ${printable(bucket)}`,
      `  the tables say    ${printable(tables)}`,
      `  to do             ${remedy}`,
    ].join('\n'),
  );
}

function tellJson(deviation: Deviation): void {
  answer(printableJson(JSON.stringify(deviation)));
}
