import test from 'ava';
import { displayWidth, shorten } from '../../terminal/displayWidth.ts';
import { printable } from '../../terminal/printable.ts';
import { table } from '../../terminal/table.ts';
import { wrap } from '../../terminal/wrap.ts';

test('what a terminal would obey is shown as an escape', (t) => {
  t.is(printable('a\u001b[31mb'), 'a\\u001b[31mb');
  t.is(printable('a\nb\rc\td\u0000'), 'a\\u000ab\\u000dc\\u0009d\\u0000');
  t.is(printable('\u007f\u009b'), '\\u007f\\u009b');
  t.is(printable('\u202egpj.\u2066x\u2069\u200f'), '\\u202egpj.\\u2066x\\u2069\\u200f');
  t.is(printable('a\u2028b\u2029'), 'a\\u2028b\\u2029');
  t.is(printable('\ud800'), '\\ud800');
});

test('names of any script and emoji are shown as they are', (t) => {
  for (const text of ['Zoë', 'Zoe\u0308', '山田 太郎', 'שרה', '👩‍👩‍👧', 'a\\u001b'])
    t.is(printable(text), text);
  t.is(printable(printable('\u001b')), printable('\u001b'));
});

test('width is counted as a terminal shows it', (t) => {
  t.is(displayWidth('abc'), 3);
  t.is(displayWidth('Zoe\u0308'), 3);
  t.is(displayWidth('山田'), 4);
  t.is(displayWidth('ｱ한'), 3);
  t.is(displayWidth('👩‍👩‍👧'), 2);
  t.is(displayWidth('❤️'), 2);
  t.is(displayWidth('𠮷'), 2);
  t.is(displayWidth('\u0301'), 0);
});

test('a text is shortened between what one sees as characters', (t) => {
  t.is(shorten('abcdef', 6), 'abcdef');
  t.is(shorten('abcdef', 5), 'abcd…');
  t.is(shorten('山田太郎', 6), '山田…');
  t.is(shorten('ae\u0301e\u0301e\u0301', 3), 'ae\u0301…');
});

const heads = [{ title: 'who' }, { title: 'photos', right: true }];

test('columns are aligned whatever the script', (t) => {
  const text = table(heads, [
    ['ann', '1'],
    ['山田', '12'],
    ['👩‍👩‍👧', '3'],
  ]);
  t.is(text, ['who   photos', 'ann        1', '山田      12', '👩‍👩‍👧         3'].join('\n'));
});

test('a table fits the terminal by shortening its widest text, and numbers stay whole', (t) => {
  const rows = [['x'.repeat(100), 'short name', '123456']];
  const columns = [{ title: 'image' }, { title: 'who' }, { title: 'n', right: true }];
  const lines = table(columns, rows, 40).split('\n');
  t.true(lines.every((line) => displayWidth(line) <= 40));
  t.is(lines[1], `${'x'.repeat(19)}…  short name  123456`);
  t.true(table(columns, rows).includes('x'.repeat(100)));
});

test('a table cannot be broken by a cell', (t) => {
  const text = table(heads, [['a\nb\u001b[2J', '1']]);
  t.is(text.split('\n').length, 2);
  t.false(text.includes('\u001b'));
});

test('a message is wrapped at spaces and indented', (t) => {
  t.is(wrap('one two three four', 10, '  '), '  one two\n  three\n  four');
  t.is(wrap('unbreakable', 4), 'unbreakable');
  t.is(wrap('as long as it is', Number.POSITIVE_INFINITY, ' '), ' as long as it is');
});
