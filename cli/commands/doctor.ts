import type { Command } from 'commander';
import { printable } from '../../terminal/printable.ts';
import { EXIT } from '../CommandError.ts';
import { type Check, type Finding, problem } from '../checks/Check.ts';
import { checkAgreement } from '../checks/checkAgreement.ts';
import { checkEndpoint } from '../checks/checkEndpoint.ts';
import { checkSpaces } from '../checks/checkSpaces.ts';
import { checkVectors } from '../checks/checkVectors.ts';
import { inboxChecks } from '../checks/inboxChecks.ts';
import { machineChecks, settingsForChecks } from '../checks/machineChecks.ts';
import { chooseEndpoint } from '../chooseEndpoint.ts';
import { clientsFor } from '../connect.ts';
import { explain, isUnreachable } from '../explain.ts';
import { counted } from '../formats.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { json } from '../options.ts';
import { answer, answerJson, note } from '../print.ts';

/** A check that takes longer tells enough. */
const SECONDS = 20;

type Report = { check: string } & Finding;

const MANUAL: Manual = {
  about: `
Checks Node, settings, weights, engine, endpoint, bucket, tables, queues, messages
that fail and who is enrolled, and states what is wrong with its remedy. It
changes nothing.`,
  examples: [
    ['npx face-inbox doctor', 'Checks what runs here.'],
    ['npx face-inbox doctor --json', 'Prints each check for a program.'],
  ],
  exits: { failed: 'there is a problem' },
  seeAlso: ['verify', 'dlq'],
};

export function addDoctor(program: Command): void {
  explained(program.command('doctor'), MANUAL)
    .description('look whether everything that the inbox needs is there and well')
    .addOption(json())
    .action((_: object, command: Command) => doctor(command.optsWithGlobals()));
}

async function doctor(options: { endpoint?: string; json?: boolean }) {
  const endpoint = chooseEndpoint(options.endpoint, process.env);
  const { settings, wrong } = settingsForChecks();
  const reports: Report[] = [];
  const look = async (check: Check) => {
    const { unreachable, ...found } = await finding(check);
    const report = { check: check.name, ...found };
    reports.push(report);
    if (!options.json) answer(inLines(report));
    return !unreachable;
  };

  let space: string | undefined;
  const opened = (its: string) => {
    space = its;
  };
  for (const check of machineChecks(settings, wrong, opened)) await look(check);
  const connection = clientsFor(settings, endpoint);
  let reached = true;
  for (const check of [
    { name: 'endpoint', run: () => checkEndpoint(endpoint) },
    ...inboxChecks(connection),
    { name: 'enrolled people', run: () => checkSpaces(connection, space) },
    ...(settings.galleryKind === 'dynamodb'
      ? [{ name: 'vector index', run: () => checkVectors(connection, space) }]
      : []),
    { name: 'photos that agree', run: () => checkAgreement(connection) },
  ]) {
    reached = await look(check);
    // The others would each say the same, after a while.
    if (!reached) break;
  }

  if (options.json) answerJson(reports);
  const problems = reports.filter(({ state }) => state === 'problem').length;
  if (!reached) note('What else is there was not looked at.');
  if (problems === 0) return;
  note(`${counted(problems, 'problem')}.`);
  process.exitCode = reached ? EXIT.failed : EXIT.unreachable;
}

async function finding({ run }: Check): Promise<Finding & { unreachable?: boolean }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`No answer within ${SECONDS} s.`)), SECONDS * 1000);
  });
  try {
    return await Promise.race([run(), late]);
  } catch (error) {
    const [detail = '', ...remedy] = explain(error).message.split('\n');
    return { ...problem(detail, remedy.join('\n')), unreachable: isUnreachable(error) };
  } finally {
    clearTimeout(timer);
  }
}

const MARKS = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' };

function inLines({ check, ...found }: Report): string {
  const line = `${MARKS[found.state]}  ${printable(`${check}: ${found.detail}`)}`;
  if (found.state === 'ok' || found.remedy === '') return line;
  return [line, ...found.remedy.split('\n').map((part) => `         ${printable(part)}`)].join('\n');
}
