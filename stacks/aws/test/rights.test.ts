import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'ava';
import { checked } from '../deployment.ts';
import { FIELDS } from '../wrongIn.ts';
import { resourcesOf } from './support/synthesize.ts';

const DOCUMENT = readFileSync(resolve(import.meta.dirname, '../../../docs/deploy.md'), 'utf8');

/** The rows of the table under a heading, as cells. */
function rowsUnder(heading: string): string[][] {
  const section = DOCUMENT.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const KINDS: Record<string, string> = {
  ...{ aws_s3_bucket: 'bucket', aws_dynamodb_table: 'table', aws_sqs_queue: 'queue' },
  ...{ aws_cloudwatch_event_bus: 'bus', aws_cloudwatch_log_group: 'log', aws_lambda_function: 'function' },
};

/** A resource in words: `table images`, with what is behind its name. */
function inWords(resource: string): string {
  const [, type, id, behind] = /^\$\{(\w+)\.([\w-]+)\.arn\}(.*)$/.exec(resource)!;
  return `\`${KINDS[type!]} ${id}${behind}\``;
}

test('the table of rights is what is synthesised, role by role', (t) => {
  const policies = resourcesOf({ api: 'iam', settings: { RETENTION_DAYS: '30' } }).aws_iam_role_policy!;
  const rows = Object.entries(policies).flatMap(([role, its]) => {
    t.is(its.role, `\${aws_iam_role.${role}.name}`);
    return (
      JSON.parse(its.policy).Statement as { Effect: string; Action: string[]; Resource: string[] }[]
    ).map(({ Effect, Action, Resource }) => [
      `\`${role}\``,
      `${Effect === 'Deny' ? '**not** ' : ''}${Action.map((action) => `\`${action}\``).join(', ')}`,
      Resource.map(inWords).join(', '),
    ]);
  });
  t.deepEqual(rowsUnder('Rights'), rows, rows.map((row) => `| ${row.join(' | ')} |`).join('\n'));
});

test('the table of a deployment names every field that there is, with its default', (t) => {
  const defaults = checked({}) as unknown as Record<string, unknown>;
  t.deepEqual(
    rowsUnder('Settings of a deployment').map(([name, byDefault]) => [name, byDefault]),
    Object.keys(FIELDS).map((name) => [
      `\`${name}\``,
      defaults[name] === undefined ? 'none' : `\`${JSON.stringify(defaults[name])}\``,
    ]),
  );
});
