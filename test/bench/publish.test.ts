import test from 'ava';
import { machine } from '../../bench/report/machine.ts';
import { inTables, type Section } from '../../bench/report/publish.ts';
import { atLeast, atMost } from '../../bench/report/Target.ts';

const report = (targets = [atLeast({ what: 'speed', value: 6.128, limit: 5, unit: 'x' })]) => ({
  benchmark: 'engines',
  machine: { ...machine(), processor: 'A Processor' },
  targets,
});
const section: Section = {
  title: 'Milliseconds',
  heads: [{ title: 'engine' }, { title: 'photo', right: true }],
  rows: [['one', '12.3']],
  note: 'A note.',
};

test('the header names the processor, Node.js and the packages at work', (t) => {
  const [first, ...lines] = inTables(report(), [section]).split('\n');
  const head = lines.slice(0, lines.indexOf('')).join(' ');
  t.is(first, '== engines');
  t.true(head.startsWith('A Processor, '));
  t.true(head.includes(`Node.js ${process.versions.node}`));
  t.regex(head, /onnxruntime-node \d+\.\d+\.\d+/);
  t.regex(head, /sharp \d+\.\d+\.\d+/);
});

test('a section is its title, its table and its note', (t) => {
  t.true(
    inTables(report(), [section]).includes('\n\nMilliseconds\nengine  photo\none      12.3\nA note.\n\n'),
  );
});

test('a section without a table is its text, each line wrapped for itself', (t) => {
  const note = `${'word '.repeat(30).trim()}\nsecond`;
  const text = inTables(report([]), [{ title: 'Left out', note }]);
  t.true(
    text.endsWith(`\n\nLeft out\n${'word '.repeat(16).trim()}\n${'word '.repeat(14).trim()}\nsecond\n\n`),
  );
});

test('each target stands with its value, its limit and whether it is met', (t) => {
  const text = inTables(
    report([
      atLeast({ what: 'speed', value: 6.128, limit: 5, unit: 'x' }),
      atMost({ what: 'time', value: 0.8, limit: 0.7, unit: 's' }),
    ]),
    [section],
  );
  t.regex(text, /^speed +6\.13 x +at least 5 x +met$/m);
  t.regex(text, /^time +0\.800 s +at most 0\.7 s +MISSED$/m);
});

test('without targets there is no table of them', (t) => {
  t.false(inTables(report([]), [section]).includes('Targets'));
});

test('no line is wider than 80 columns, and no number is cut for it', (t) => {
  const what = 'a very long name of a target that nobody would ever choose for one in earnest, but still';
  const text = inTables(report([atMost({ what, value: 123456, limit: 100000, unit: 'MB' })]), [section]);
  for (const line of text.split('\n')) t.true(line.length <= 80, line);
  t.true(text.includes('123456 MB'));
});
