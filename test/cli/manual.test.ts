import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import type { Command } from 'commander';
import { manualOf } from '../../cli/manual/Manual.ts';
import { manPage } from '../../cli/manual/manPage.ts';
import { isCommand } from '../../cli/manual/sectionsOf.ts';
import { makeProgram } from '../../cli/program.ts';
import { command, folderOf } from './command.ts';

const ROOT = join(import.meta.dirname, '../..');
const execute = promisify(execFile);
const run = command('http://127.0.0.1:9');
const names = makeProgram().commands.map((one) => one.name());
const all = everyCommand(makeProgram());
/** By their names with those of the commands above, such as `people show`. */
function everyCommand(above: Command, before = ''): Map<string, Command> {
  return new Map(
    above.commands.flatMap((one) => {
      const name = `${before}${one.name()}`;
      return [[name, one], ...everyCommand(one, `${name} `)];
    }),
  );
}

test('--help of every command has the sections of a man page, within 80 columns', async (t) => {
  const wanted = ['NAME', 'SYNOPSIS', 'DESCRIPTION', 'OPTIONS', 'EXAMPLES', 'EXIT CODES', 'SEE ALSO'];
  const shown = await run(['drop', '--help']);
  t.is(shown.code, 0);
  t.is(shown.stdout, all.get('drop')!.helpInformation());
  t.is((await run(['people', 'show', '--help'])).stdout, all.get('people show')!.helpInformation());
  for (const [name, one] of all) {
    const text = one.helpInformation();
    const lines = text.split('\n');
    const titles = lines.filter((line) => /^[A-Z ]+$/.test(line));
    t.deepEqual(
      titles.filter((title) => wanted.includes(title)),
      wanted,
      name,
    );
    t.regex(text, /^ {2}(.* )?(npx face-inbox|npm start) /m, name);
    t.regex(text, /^ {2}130 {2}/m, name);
    t.deepEqual(
      lines.filter((line) => line.length > 80),
      [],
      name,
    );
  }
});

test('what --help refers to is there', (t) => {
  const unknown = [...all.values()]
    .flatMap((one) => manualOf(one)!.seeAlso)
    .filter((name) => (isCommand(name) ? !all.has(name) : !existsSync(join(ROOT, name))));
  t.deepEqual(unknown, []);
});

test('--help says defaults, and a wrong command or option is wrong usage', async (t) => {
  t.regex((await run(['start', '--help'])).stdout, /--port <n> .*Default: 4566\./);
  t.regex((await run(['drop', '--help'])).stdout, /--concurrency <n> .*Default: 4\./);
  t.regex(
    (await run(['people', 'export', '--help'])).stdout,
    /<file\|folder> {2}.* Default: people\.jsonl\.\n(.*\n)*.*--format <format> (.*\n)*? .*One of jsonl, folder, csv\.\n/,
  );
  t.regex((await run(['people', '--help'])).stdout, /--suspicious .*/);
  t.is((await run(['start', '--port', 'x'])).code, 2);
  t.is((await run(['start', '--endpoint', 'http://127.0.0.1:9'])).code, 2);
  t.is((await run(['completion', 'tcsh'])).code, 2);
});

test('the man page names every command and option, and no line is a request by accident', (t) => {
  const page = manPage(makeProgram(), (text) => text);
  for (const [name, one] of all) {
    t.true(page.includes(`\n.SS ${name.replaceAll('-', '\\-')}\n`), name);
    for (const { flags } of one.options) t.true(page.includes(flags.replaceAll('-', '\\-')), flags);
  }
  const requests = page.split('\n').filter((line) => /^[.']/.test(line));
  t.deepEqual([...new Set(requests.map((line) => line.split(' ')[0]))].sort(), [
    ...['.B', '.P', '.SH', '.SS', '.TH', '.TP', '.fi', '.nf'],
  ]);
});

/** What a real bash offers where the last of these words is being written. */
async function offered(script: string, cwd: string, ...words: string[]): Promise<string[]> {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const asked = `source '${script}'; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _face_inbox; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await execute('bash', ['--norc', '-c', asked], { cwd });
  return stdout.split('\n').filter(Boolean).sort();
}

test('bash completes commands, their options and values, and names of files', async (t) => {
  const { dir, remove } = await folderOf({ 'my photo.jpg': 'x', 'folder/x.jpg': 'x' });
  t.teardown(remove);
  const script = join(dir, '.completion');
  await writeFile(script, (await run(['completion', 'bash'])).stdout);
  const after = (...words: string[]) => offered(script, dir, 'face-inbox', ...words);

  t.deepEqual(await after('re'), ['recognise', 'reconcile', 'redrive', 'reenrol', 'rejected', 'restore']);
  t.deepEqual(
    (await after('')).filter((word) => !word.startsWith('-')),
    [...names, 'help'].sort(),
  );
  t.deepEqual(await after('--endpoint', 'http://localhost:1', 'dr'), ['drop']);
  t.deepEqual(await after('start', '--'), [
    ...['--data', '--demo', '--ephemeral', '--help', '--open', '--port'],
  ]);
  t.deepEqual(await after('drop', 'my'), ['my photo.jpg']);
  t.deepEqual(await after('enrol', 'ann', ''), ['folder', 'my photo.jpg', '.completion'].sort());
  t.deepEqual(await after('start', '--data', ''), ['folder']);
  t.deepEqual(await after('start', '--port', ''), []);
  t.deepEqual(await after('completion', 'z'), ['zsh']);
  t.deepEqual(await after('help', 'wh'), ['who']);
  t.deepEqual(await after('people', 're'), ['remove', 'remove-photo', 'rename']);
  t.deepEqual(await after('people', '--j'), ['--json']);
  t.deepEqual(await after('people', '--endpoint', 'http://localhost:1', 'export', '--fo'), [
    ...['--force', '--format'],
  ]);
  t.deepEqual(await after('people', 'export', '--format', ''), ['csv', 'folder', 'jsonl']);
  t.deepEqual(await after('people', 'import', 'my'), ['my photo.jpg']);
  t.deepEqual(await after('people', 'show', 're'), []);
  t.deepEqual(await after('unknown', ''), ['merge', 'split']);
  t.deepEqual(await after('name', 'people', 'sh'), []);
});

test('a terminal is offered the same when the tabulator is pressed', async (t) => {
  const { dir, remove } = await folderOf({});
  t.teardown(remove);
  const script = join(dir, 'completion');
  await writeFile(script, (await run(['completion', 'bash'])).stdout);
  const { stdout } = await execute('bash', ['--norc', '-c', `source '${script}'; complete -p face-inbox`]);
  t.is(stdout, 'complete -F _face_inbox face-inbox\n');
});

test('the scripts for zsh and fish name every command and option', async (t) => {
  for (const shell of ['zsh', 'fish']) {
    const { code, stdout } = await run(['completion', shell], { cwd: tmpdir() });
    t.is(code, 0);
    for (const [name, one] of all) {
      t.true(stdout.includes(one.name()), `${shell} ${name}`);
      for (const { long } of one.options)
        t.true(stdout.includes(shell === 'zsh' ? `'${long}[` : `-l ${long!.slice(2)} `), `${shell} ${long}`);
    }
  }
});
