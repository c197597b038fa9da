import { TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import test from 'ava';
import { matchPattern } from '../../local/events/matchPattern.ts';
import { parsePattern } from '../../local/events/parsePattern.ts';
import { startBus } from './eventsHarness.ts';

const EC2 = {
  version: '0',
  id: 'ddddd4-aaaa-7777-4444-345dd43cc333',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '012345679012',
  time: '2017-10-02T16:24:49Z',
  region: 'us-east-1',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-000000aaaaaa00000'],
  detail: { 'c-count': 5, 'd-count': 3, 'x-limit': 301.8, 'source-ip': '10.0.0.33', state: 'running' },
};
const STAFF = {
  employees: [
    { firstName: 'John', lastName: 'Doe', tags: ['a'] },
    { firstName: 'Anna', lastName: 'Smith', tags: ['b', 'c'] },
    [{ firstName: 'Peter', lastName: 'Jones', phone: 1 }],
  ],
};

const wholes: [says: string, pattern: unknown, event: unknown, matches: boolean][] = [
  [
    'all fields that are named must match',
    { source: ['aws.ec2'], detail: { state: ['running'] } },
    EC2,
    true,
  ],
  [
    'one field that does not match is enough',
    { source: ['aws.ec2'], detail: { state: ['off'] } },
    EC2,
    false,
  ],
  ['a field that is not there does not match', { detail: { nothing: ['x'] } }, EC2, false],
  ['names are matched with their nesting', { state: ['running'] }, EC2, false],
  ['a value in a list matches', { resources: [{ suffix: 'i-000000aaaaaa00000' }] }, EC2, true],
  ['null is not the empty string', { detail: { a: [null] } }, { detail: { a: '' } }, false],
  ['the empty string is not null', { detail: { a: [''] } }, { detail: { a: null } }, false],
  ['an empty value in a list', { detail: { a: ['', null] } }, { detail: { a: ['x', ''] } }, true],
  [
    'a list of the event that is empty has no value',
    { resources: [{ exists: true }] },
    { resources: [] },
    false,
  ],
  [
    'one of several values and all of several fields',
    { Location: ['New York', 'Boston'], Day: ['Monday', 'Tuesday'] },
    { Location: 'Boston', Day: 'Monday' },
    true,
  ],
  ['a name that begins alike is another', { detail: { stat: ['running'] } }, EC2, false],
  [
    'the complex example of the guide matches',
    {
      time: [{ prefix: '2017-10-02' }],
      detail: {
        state: [{ 'anything-but': 'initializing' }],
        'c-count': [{ numeric: ['>', 0, '<=', 5] }],
        'd-count': [{ numeric: ['<', 10] }],
        'x-limit': [{ 'anything-but': [100, 200, 300] }],
        'source-ip': [{ cidr: '10.0.0.0/8' }],
      },
    },
    EC2,
    true,
  ],
  ['exists false below an object that is missing', { detail: { a: { b: [{ exists: false }] } } }, EC2, true],
  ['exists false below a value', { detail: { state: { b: [{ exists: false }] } } }, EC2, true],
  ['exists true below a value', { detail: { state: { b: [{ exists: true }] } } }, EC2, false],
  ['objects in a list stand in its place', { employees: { firstName: ['Anna'] } }, STAFF, true],
  ['lists within lists too', { employees: { firstName: ['Peter'], lastName: ['Jones'] } }, STAFF, true],
  [
    'two fields are of one element',
    { employees: { firstName: ['Anna'], lastName: ['Jones'] } },
    STAFF,
    false,
  ],
  ['a list within an element', { employees: { firstName: ['Anna'], tags: ['c'] } }, STAFF, true],
  ['a list within another element', { employees: { firstName: ['John'], tags: ['c'] } }, STAFF, false],
  ['absence is of all elements', { employees: { phone: [{ exists: false }] } }, STAFF, false],
  ['absence in all elements', { employees: { fax: [{ exists: false }], lastName: ['Doe'] } }, STAFF, true],
  ['$or, the first', { $or: [{ source: ['aws.ec2'] }, { region: ['x'] }] }, EC2, true],
  ['$or, the second', { $or: [{ source: ['x'] }, { region: ['us-east-1'] }] }, EC2, true],
  ['$or, none', { $or: [{ source: ['x'] }, { region: ['x'] }] }, EC2, false],
  [
    '$or and another field',
    { account: ['x'], $or: [{ source: ['aws.ec2'] }, { region: ['x'] }] },
    EC2,
    false,
  ],
  [
    '$or of operators within detail',
    {
      detail: {
        $or: [
          { 'c-count': [{ numeric: ['>', 10] }] },
          { 'd-count': [{ numeric: ['<', 10] }] },
          { 'x-limit': [{ numeric: ['=', 3.018e2] }] },
        ],
      },
    },
    EC2,
    true,
  ],
  [
    '$or with and and $or inside',
    {
      source: ['aws.ec2'],
      $or: [
        { region: ['x'] },
        { account: ['012345679012'], $or: [{ time: ['x'] }, { detail: { state: ['running'] } }] },
      ],
    },
    EC2,
    true,
  ],
  [
    '$or and a field beside it speak of one element',
    { employees: { lastName: ['Jones'] }, $or: [{ employees: { firstName: ['Anna'] } }, { source: ['x'] }] },
    STAFF,
    false,
  ],
  [
    'two $or are multiplied',
    {
      $or: [{ source: ['x'] }, { region: ['us-east-1'] }],
      detail: { $or: [{ state: ['off'] }, { 'c-count': [5] }] },
    },
    EC2,
    true,
  ],
  [
    'a field called __proto__ is a field',
    JSON.parse('{"__proto__":["x"]}'),
    JSON.parse('{"__proto__":"x"}'),
    true,
  ],
  ['a field of Object.prototype is no field of the event', { toString: [{ exists: true }] }, EC2, false],
];

for (const [says, pattern, event, matches] of wholes) {
  test(`a pattern and a whole event: ${says}`, (t) => {
    t.is(matchPattern(parsePattern(JSON.stringify(pattern)), event), matches);
  });
}

test('a field that is there twice in a pattern counts as it is there last', (t) => {
  const pattern = parsePattern(
    '{"source":["x"],"detail":{"state":["off"],"state":["running"]},"source":["aws.ec2"]}',
  );
  t.true(matchPattern(pattern, EC2));
});

const tooManyCombinations = Object.fromEntries(
  ['a', 'b', 'c'].map((name) => [name, { $or: Array.from({ length: 11 }, (_, i) => ({ [`f${i}`]: [1] })) }]),
);

const wrong: [pattern: string, reason: RegExp][] = [
  ['', /^Invalid JSON$/],
  ['{"a":["b"]', /^Invalid JSON$/],
  ['["a"]', /^Filter is not an object$/],
  ['"a"', /^Filter is not an object$/],
  ['{}', /^Empty objects are not allowed$/],
  ['{"detail":{}}', /^Empty objects are not allowed$/],
  ['{"source":"a"}', /^"source" must be an object or an array$/],
  ['{"detail":{"state":1}}', /^"state" must be an object or an array$/],
  ['{"source":null}', /^"source" must be an object or an array$/],
  ['{"source":[]}', /^Empty arrays are not allowed$/],
  ['{"source":[["a"]]}', /^Match value must be String, number, true, false, or null$/],
  ['{"source":[{}]}', /^Match expression name not found$/],
  ['{"source":[{"like":"a"}]}', /^Unrecognized match type like$/],
  ['{"source":[{"prefix":"a","suffix":"b"}]}', /^Only one key allowed in match expression$/],
  ['{"source":[{"exists":true,"prefix":"b"}]}', /^Only one key allowed in match expression$/],
  ['{"source":[{"prefix":1}]}', /^prefix match pattern must be a string$/],
  ['{"source":[{"suffix":["a"]}]}', /^suffix match pattern must be a string$/],
  ['{"source":[{"prefix":{"wildcard":"a"}}]}', /^Unsupported prefix pattern: wildcard$/],
  ['{"source":[{"suffix":{"equals-ignore-case":1}}]}', /^equals-ignore-case match pattern must be a string$/],
  ['{"source":[{"equals-ignore-case":null}]}', /^equals-ignore-case match pattern must be a string$/],
  ['{"source":[{"exists":"true"}]}', /^exists match pattern must be either true or false\.$/],
  ['{"source":[{"wildcard":"a**b"}]}', /^Consecutive wildcard characters at pos 2$/],
  ['{"source":[{"wildcard":"a\\\\b"}]}', /^Invalid escape character at pos 2$/],
  ['{"source":[{"wildcard":1}]}', /^wildcard match pattern must be a string$/],
  ['{"source":[{"anything-but":{"wildcard":"**"}}]}', /^Consecutive wildcard characters at pos 1$/],
  [
    '{"source":[{"anything-but":true}]}',
    /^Value of anything-but must be an array or single string\/number value\.$/,
  ],
  [
    '{"source":[{"anything-but":[null]}]}',
    /^Inside anything but list, start\|null\|boolean is not supported\.$/,
  ],
  ['{"source":[{"anything-but":["a",1]}]}', /mixed type is not supported$/],
  ['{"source":[{"anything-but":[]}]}', /^Inside anything but list/],
  ['{"source":[{"anything-but":{"numeric":["=",1]}}]}', /^Unsupported anything-but pattern: numeric$/],
  ['{"source":[{"anything-but":{"prefix":""}}]}', /^Null prefix\/suffix not allowed$/],
  ['{"source":[{"anything-but":{"prefix":5}}]}', /^prefix\/suffix match pattern must be a string$/],
  ['{"source":[{"anything-but":{"suffix":["a",null]}}]}', /^prefix\/suffix match pattern must be a string$/],
  ['{"source":[{"anything-but":{"wildcard":[1]}}]}', /^wildcard match pattern must be a string$/],
  [
    '{"source":[{"anything-but":{"equals-ignore-case":["a",1]}}]}',
    /^Inside anything-but\/equals-ignore-case list, number\|start\|null\|boolean is not supported\.$/,
  ],
  ['{"source":[{"anything-but":{"prefix":null}}]}', /^Value of anything-but must be an array or single/],
  [
    '{"source":[{"anything-but":{"prefix":{"equals-ignore-case":"a"}}}]}',
    /^Value of anything-but must be an array or single/,
  ],
  ['{"source":[{"anything-but":{}}]}', /^Anything-But expression name not found$/],
  ['{"source":[{"anything-but":"a","prefix":"b"}]}', /^Too many elements in numeric expression$/],
  ['{"source":[{"numeric":["<",1],"prefix":"b"}]}', /^Too many elements in numeric expression$/],
  ['{"source":[{"numeric":5}]}', /^Value of numeric must be an array\.$/],
  ['{"source":[{"numeric":[]}]}', /^Invalid member in numeric match: \]$/],
  ['{"source":[{"numeric":["~",1]}]}', /^Unrecognized numeric range operator: ~$/],
  ['{"source":[{"numeric":["=","1"]}]}', /^Value of equals must be numeric$/],
  ['{"source":[{"numeric":["<"]}]}', /^Value of < must be numeric$/],
  ['{"source":[{"numeric":["<",1,">",0]}]}', /^Too many elements in numeric expression$/],
  ['{"source":[{"numeric":[">",1,"=",2]}]}', /^Bad numeric range operator: =$/],
  ['{"source":[{"numeric":[">",1,5,2]}]}', /^Bad value in numeric range: 5$/],
  ['{"source":[{"numeric":[">",1,"<",5,"<"]}]}', /^Too many terms in numeric range expression$/],
  ['{"source":[{"numeric":[">",5,"<",5]}]}', /^Bottom must be less than top$/],
  ['{"source":[{"numeric":["<",5000000001]}]}', /^Value must be between -5\.0E9 and 5\.0E9, inclusive$/],
  ['{"source":[{"cidr":"10.0.0.0"}]}', /^Malformed CIDR, one '\/' required$/],
  ['{"source":[{"cidr":"10.0.0.0/x"}]}', /^Malformed CIDR, mask bits must be an integer$/],
  ['{"source":[{"cidr":"10.0.0.0/-1"}]}', /^Malformed CIDR, mask bits must not be negative$/],
  ['{"source":[{"cidr":"10.0.0.0/32"}]}', /^IPv4 mask bits must be < 32$/],
  ['{"source":[{"cidr":"::/128"}]}', /^IPv6 mask bits must be < 128$/],
  ['{"source":[{"cidr":"example.com/8"}]}', /^Nonstandard IP address: example\.com$/],
  ['{"$or":{"source":["a"]}}', /^It must be an Array followed with \$or\.$/],
  ['{"$or":[{"source":["a"]}]}', /^There must have at least 2 Objects in \$or relationship\.$/],
  ['{"$or":[{"source":["a"]},"b"]}', /^Only JSON object is allowed in array of \$or relationship\.$/],
  [
    '{"$or":[{"source":["a"]},{"prefix":["b"]}]}',
    /^prefix is Ruler reserved fieldName which cannot be used inside \$or\.$/,
  ],
  [JSON.stringify(tooManyCombinations), /^\$or leads to 1331 combinations, and at most 1000 are allowed/],
];

test('a wrong pattern is refused with the reason that AWS gives', async (t) => {
  const { client } = await startBus(t);
  const Event = JSON.stringify(EC2);
  for (const [EventPattern, reason] of wrong) {
    const error = await t.throwsAsync(
      () => client.send(new TestEventPatternCommand({ EventPattern, Event })),
      {
        name: 'InvalidEventPatternException',
        message: /^Event pattern is not valid\. Reason: /,
      },
    );
    t.regex(error.message.replace('Event pattern is not valid. Reason: ', ''), reason, EventPattern);
  }
});

test('TestEventPattern says whether an event matches', async (t) => {
  const { client } = await startBus(t);
  const Event = JSON.stringify(EC2);
  const answer = (pattern: unknown) =>
    client.send(new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event }));
  t.true((await answer({ source: ['aws.ec2'] })).Result);
  t.false((await answer({ source: ['aws.s3'] })).Result);
});

test('TestEventPattern refuses an event that is no event', async (t) => {
  const { client } = await startBus(t);
  for (const Event of ['', '[]', '{"id":1}', JSON.stringify({ ...EC2, 'detail-type': undefined })]) {
    await t.throwsAsync(
      () => client.send(new TestEventPatternCommand({ EventPattern: '{"source":["a"]}', Event })),
      { name: 'ValidationException', message: /^Parameter Event is not valid\. Reason: / },
    );
  }
});
