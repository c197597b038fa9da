import test from 'ava';
import { matchPattern } from '../../local/events/matchPattern.ts';
import { parsePattern } from '../../local/events/parsePattern.ts';

/** What the operator says of the values of one field; `[]` and `undefined` are a list without values and no field. */
const operators: { says: string; values: unknown[]; matching: unknown[]; others: unknown[] }[] = [
  {
    says: 'an exact string',
    values: ['running'],
    matching: ['running', ['stopped', 'running'], [['running']]],
    others: ['Running', 'runningX', '', null, 1, true, {}, [], undefined, ['stopped']],
  },
  { says: 'an empty string', values: [''], matching: [''], others: [' ', null, [], undefined, 0, false] },
  { says: 'null', values: [null], matching: [null, [1, null]], others: ['null', '', 0, [], {}, undefined] },
  { says: 'true', values: [true], matching: [true], others: ['true', 1, false, undefined] },
  {
    says: 'an exact number, whichever way it is written',
    values: [300],
    matching: [300, JSON.parse('300.0'), JSON.parse('3.0e2'), [1, 300]],
    others: ['300', 301, null, undefined],
  },
  {
    says: 'an account number as string',
    values: ['012345678901'],
    matching: ['012345678901'],
    others: [12345678901],
  },
  {
    says: 'one of several values',
    values: ['a', 1, null],
    matching: ['a', 1, null],
    others: ['1', 'b', false],
  },
  {
    says: 'exactly, the long form of a string',
    values: [{ exactly: 'a' }],
    matching: ['a'],
    others: ['A', 'aa', undefined],
  },
  {
    says: 'a prefix',
    values: [{ prefix: '2017-10-02' }],
    matching: ['2017-10-02T18:43:48Z', '2017-10-02', ['x', '2017-10-02']],
    others: ['x2017-10-02', '2017-10-0', 2017, null, undefined],
  },
  {
    says: 'a prefix in any case',
    values: [{ prefix: { 'equals-ignore-case': 'EventB' } }],
    matching: ['eventbridge', 'EVENTBRIDGE'],
    others: ['event', 'xEventB', 1],
  },
  {
    says: 'a suffix',
    values: [{ suffix: '.png' }],
    matching: ['a.png', '.png'],
    others: ['a.PNG', 'a.png ', 1],
  },
  {
    says: 'a suffix in any case',
    values: [{ suffix: { 'equals-ignore-case': '.png' } }],
    matching: ['a.PNG', 'a.pnG'],
    others: ['a.png.gz', null],
  },
  {
    says: 'a string in any case',
    values: [{ 'equals-ignore-case': 'alice' }],
    matching: ['ALICE', 'Alice'],
    others: ['Alices', 1, undefined],
  },
  {
    says: 'anything but a string',
    values: [{ 'anything-but': 'initializing' }],
    matching: ['running', '', 1, null, true, ['initializing', 'running']],
    others: ['initializing', ['initializing'], [], {}, undefined],
  },
  {
    says: 'anything but a number',
    values: [{ 'anything-but': 123 }],
    matching: [124, '123', null],
    others: [123, JSON.parse('1.23e2'), undefined],
  },
  {
    says: 'anything but a list of strings',
    values: [{ 'anything-but': ['stopped', 'overloaded'] }],
    matching: ['running', 0],
    others: ['stopped', 'overloaded', undefined],
  },
  {
    says: 'anything but a list of numbers',
    values: [{ 'anything-but': [100, 200, 300] }],
    matching: [301.8, '100'],
    others: [100, 300],
  },
  {
    says: 'anything but a string in any case',
    values: [{ 'anything-but': { 'equals-ignore-case': ['initializing', 'stopped'] } }],
    matching: ['running', 3],
    others: ['INITIALIZING', 'Stopped', undefined],
  },
  {
    says: 'anything but a prefix',
    values: [{ 'anything-but': { prefix: 'init' } }],
    matching: ['running', 'xinit', 5],
    others: ['init', 'initializing'],
  },
  {
    says: 'anything but one of two prefixes',
    values: [{ 'anything-but': { prefix: ['init', 'error'] } }],
    matching: ['running'],
    others: ['initializing', 'error 5'],
  },
  {
    says: 'anything but a suffix',
    values: [{ 'anything-but': { suffix: ['.png', '.jpg'] } }],
    matching: ['a.gif', 'a.PNG'],
    others: ['a.png', 'b.jpg'],
  },
  {
    says: 'anything but a wildcard',
    values: [{ 'anything-but': { wildcard: ['*/lib/*', 'tmp*'] } }],
    matching: ['/usr/bin/x', 'a/tmp'],
    others: ['/usr/lib/x', 'tmp', 'tmp1'],
  },
  {
    says: 'a number between two bounds',
    values: [{ numeric: ['>', 0, '<=', 5] }],
    matching: [0.1, 5, [9, 3]],
    others: [0, 5.000001, '3', null, undefined],
  },
  { says: 'a number below', values: [{ numeric: ['<', 10] }], matching: [9.99, -1e10], others: [10] },
  { says: 'a number at most', values: [{ numeric: ['<=', 10] }], matching: [10], others: [10.1] },
  { says: 'a number above', values: [{ numeric: ['>', -5] }], matching: [-4.9], others: [-5] },
  { says: 'a number at least', values: [{ numeric: ['>=', 1.5] }], matching: [1.5, 2], others: [1.4] },
  {
    says: 'an equal number',
    values: [{ numeric: ['=', 3.018e2] }],
    matching: [301.8],
    others: [301.81, '301.8'],
  },
  {
    says: 'an address of an IPv4 block',
    values: [{ cidr: '10.0.0.0/24' }],
    matching: ['10.0.0.0', '10.0.0.255'],
    others: ['10.0.1.0', '9.255.255.255', '10.0.0', 'host', 10, '::10.0.0.1', ''],
  },
  {
    says: 'an address of the block that an address lies in',
    values: [{ cidr: '10.0.0.77/30' }],
    matching: ['10.0.0.76', '10.0.0.79'],
    others: ['10.0.0.80', '10.0.0.75'],
  },
  {
    says: 'any IPv4 address',
    values: [{ cidr: '0.0.0.0/0' }],
    matching: ['255.255.255.255'],
    others: ['::1'],
  },
  {
    says: 'an address of an IPv6 block',
    values: [{ cidr: '2001:db8::/32' }],
    matching: ['2001:db8::1', '2001:DB8:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db8::1.2.3.4'],
    others: ['2001:db9::', '2001:db7:ffff::', '10.0.0.1', 'fe80::1%eth0'],
  },
  {
    says: 'that the field is there',
    values: [{ exists: true }],
    matching: ['', null, 0, false, ['x']],
    others: [undefined, {}, { below: 1 }, []],
  },
  {
    says: 'that the field is not there, an object being no leaf',
    values: [{ exists: false }],
    matching: [undefined, {}, { below: 1 }, []],
    others: ['', null, 0, false, ['x']],
  },
  {
    says: 'that the field is not there or has a value',
    values: [{ exists: false }, 'ok'],
    matching: [undefined, 'ok', ['no', 'ok']],
    others: ['no', null],
  },
  {
    says: 'a wildcard in the middle',
    values: [{ wildcard: 'dir/*.png' }],
    matching: ['dir/a.png', 'dir/.png', 'dir/sub/a.png.png'],
    others: ['dir/a.pngx', 'xdir/a.png', 'dir/png', 1, undefined],
  },
  {
    says: 'a wildcard on both sides',
    values: [{ wildcard: '*a*a*' }],
    matching: ['aa', 'xaxax'],
    others: ['a', 'xax', ''],
  },
  {
    says: 'a wildcard whose ends may not overlap',
    values: [{ wildcard: 'ab*ba' }],
    matching: ['abba', 'abxba'],
    others: ['aba'],
  },
  { says: 'a wildcard alone', values: [{ wildcard: '*' }], matching: ['', 'x'], others: [1, null] },
  {
    says: 'an asterisk and a backslash that are escaped',
    values: [{ wildcard: 'a\\**\\\\' }],
    matching: ['a*\\', 'a*bc\\'],
    others: ['ab\\', 'a*b'],
  },
  { says: 'a wildcard without asterisk', values: [{ wildcard: 'abc' }], matching: ['abc'], others: ['abcd'] },
];

for (const { says, values, matching, others } of operators) {
  test(`a pattern asks for ${says}`, (t) => {
    const pattern = parsePattern(JSON.stringify({ detail: { field: values } }));
    const of = (value: unknown) =>
      matchPattern(pattern, { detail: value === undefined ? {} : { field: value } });
    for (const value of matching) t.true(of(value), `should match: ${JSON.stringify(value)}`);
    for (const value of others) t.false(of(value), `should not match: ${JSON.stringify(value)}`);
  });
}

/** The event of the user guide's "Comparison operators" and of event-ruler's README. */
