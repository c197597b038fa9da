import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import { isDue } from '../../config/retention.ts';
import { readSettings } from '../../config/settings.ts';
import { cutFace } from '../../faces/decode/cutFace.ts';
import type { Analysed } from '../../store/ImageItem.ts';
import type { UnknownRow } from '../../store/unknown/UnknownRow.ts';
import { command } from '../cli/command.ts';
import { deviations, drained } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { groupsIn, keptRows, seenIn, told } from '../support/unknown.ts';

/** Labelled photos that lie beside the checkout and are not part of it; without them that test is skipped. */
const PHOTOS = join(import.meta.dirname, '../../../shared/photos');
const testWithPhotos = existsSync(PHOTOS) ? test.serial : test.serial.skip;

const ENVIRONMENT = { KEEP_UNKNOWN: '60', RETENTION_DAYS: '30', COLLECTIONS: 'true' };
const settings = readSettings(ENVIRONMENT);
const wrong = () => deviations(stack, (key, modified) => isDue(key, modified, settings));

let stack: Stack;
let run: ReturnType<typeof command>;
test.before(async () => {
  stack = await startStack(ENVIRONMENT);
  const endpoint = command(stack.endpoint);
  run = (args) => endpoint(args, { environment: ENVIRONMENT });
});
test.after.always(() => stack?.stop());

const table = () => stack.store.names.unknown;
const keyOf = ({ of, at }: UnknownRow) => ({ of, at });

test.serial('what is kept of a photo stays no longer than its result does', async (t) => {
  await stack.drop('one.jpg', await sample(1));
  const { keptUntil, expiresAt } = await told(stack, 'one.jpg');
  t.is(keptUntil, expiresAt);
  const rows = await keptRows(stack);
  t.deepEqual([...new Set(rows.map((row) => row.expiresAt))], [expiresAt]);
});

test.serial(
  'people of two collections are in groups of their own, which go by the name of the collection',
  async (t) => {
    await stack.drop('smiths/one.jpg', await sample(1));
    const theirs = await groupsIn(stack, 'smiths/one.jpg');
    for (const group of theirs) t.regex(group!, /^smiths\/unknown-\d+$/);
    const [group] = await groupsIn(stack, 'one.jpg');
    const merge = await run(['unknown', 'merge', group!, theirs[0]!]);
    t.is(merge.code, 4);
    t.regex(merge.stderr, /two collections/);

    const refused = await run(['name', theirs[0]!, 'jones/ann']);
    t.is(refused.code, 2, refused.stderr);
    const named = await run(['name', theirs[0]!, 'ann', '--no-enrol']);
    t.is(named.code, 0, named.stderr);
    t.deepEqual(await seenIn(stack, 'smiths/ann'), ['smiths/one.jpg']);
    t.deepEqual([...((await told(stack, 'smiths/one.jpg')).people ?? [])], ['smiths/ann']);
    t.deepEqual(await wrong(), []);
  },
);

test.serial('a face whose time is over is in no list, and links nobody any more', async (t) => {
  const groups = await groupsIn(stack, 'one.jpg');
  for (const row of (await keptRows(stack)).filter(({ image }) => image === 'one.jpg'))
    await stack.db.send(
      new UpdateCommand({
        TableName: table(),
        Key: keyOf(row),
        UpdateExpression: 'SET expiresAt = :past',
        ExpressionAttributeValues: { ':past': 1 },
      }),
    );
  await stack.db.send(
    new UpdateCommand({
      TableName: stack.store.names.images,
      Key: { image: 'one.jpg' },
      UpdateExpression: 'SET keptUntil = :past',
      ExpressionAttributeValues: { ':past': 1 },
    }),
  );
  t.deepEqual(await wrong(), []);
  t.notRegex((await run(['unknown'])).stdout, / one\.jpg/);
  await stack.drop('two.jpg', await sample(1));
  const now = await groupsIn(stack, 'two.jpg');
  t.deepEqual(
    now.filter((group) => groups.includes(group)),
    [],
  );
  t.deepEqual(await groupsIn(stack, 'one.jpg'), groups);
});

/** Each kind of deviation, made by hand of a face of `two.jpg`. */
const MADE: [kind: string, how: string, make: (row: UnknownRow) => Promise<unknown>][] = [
  [
    'kept-missing',
    'a row is gone',
    (row) => stack.db.send(new DeleteCommand({ TableName: table(), Key: keyOf(row) })),
  ],
  [
    'kept-stray',
    'a row is of an earlier change',
    (row) =>
      stack.db.send(
        new PutCommand({ TableName: table(), Item: { ...row, at: '99', face: 99, sequencer: '01' } }),
      ),
  ],
  [
    'group-untold',
    'a face is in another group',
    (row) => stack.db.send(new PutCommand({ TableName: table(), Item: { ...row, group: 987 } })),
  ],
  [
    'group-untold',
    'a face is in no group',
    (row) => stack.db.send(new PutCommand({ TableName: table(), Item: { ...row, group: undefined } })),
  ],
];
for (const [kind, how, make] of MADE)
  test.serial(`verify tells that ${how} (${kind}), and reconcile mends it`, async (t) => {
    const [row] = (await keptRows(stack)).filter(({ image }) => image === 'two.jpg');
    await make(row!);
    t.deepEqual(
      (await wrong()).map((one) => [one.kind, one.key]),
      [[kind, 'two.jpg']],
    );
    const { code, stderr } = await run(['reconcile', '--wait', '0']);
    t.is(code, 0, stderr);
    await drained(stack);
    t.deepEqual(await wrong(), []);
  });

test.serial('whoever was found in a photo and is forgotten is in no table any more', async (t) => {
  const { faces } = await told(stack, 'two.jpg');
  await stack.drop('people/bea/1.png', await cutFace(await sample(1), faces[0]!.box));
  await drained(stack);
  t.deepEqual(await seenIn(stack, 'bea'), ['two.jpg']);
  const forgotten = await run(['forget', 'bea', '--yes']);
  t.is(forgotten.code, 0, forgotten.stderr + forgotten.stdout);
  const face = (await told(stack, 'two.jpg')).faces[0]!;
  t.deepEqual([face.decision, face.kept, face.group], ['unknown', undefined, undefined]);
  t.is((await keptRows(stack)).filter(({ image, face }) => image === 'two.jpg' && face === 0).length, 0);
  t.deepEqual(await wrong(), []);
});

testWithPhotos(
  'two people whom nobody knows are told apart, and named after the fact (../shared/photos)',
  async (t) => {
    const photo = (name: string) => readFile(join(PHOTOS, name));
    const shown = {
      obama: ['obama/obama_1.jpg', 'obama/obama_2.jpg', 'obama/obama_3.jpg'],
      biden: ['biden/biden_1.jpg', 'biden/biden_2.jpg'],
    };
    for (const [person, files] of Object.entries(shown))
      for (const [at, file] of files.entries()) await stack.drop(`${person}-${at}.jpg`, await photo(file));
    await stack.drop('both.jpg', await photo('groups/obama_and_biden_two_people.jpg'));
    await drained(stack);
    const groups = new Map<string, string>();
    for (const [person, files] of Object.entries(shown)) {
      const of = new Set<string | undefined>();
      for (const at of files.keys()) of.add((await groupsIn(stack, `${person}-${at}.jpg`))[0]);
      t.is(of.size, 1, person);
      groups.set(person, [...of][0]!);
    }
    t.deepEqual((await groupsIn(stack, 'both.jpg')).toSorted(), [...groups.values()].toSorted());
    for (const [person, group] of groups) t.is((await run(['name', group, person])).code, 0);
    t.deepEqual([...(await told(stack, 'both.jpg')).people!].sort(), ['biden', 'obama']);
    const { event } = await stack.analysed('new.jpg', await photo('obama/obama_4.jpg'));
    t.deepEqual(event.detail.people, ['obama']);
    const { faces } = (await told(stack, 'new.jpg')) as Analysed;
    t.true(faces[0]!.similarity! > 50);
    t.deepEqual(await wrong(), []);
    t.deepEqual(stack.errors, []);
  },
);
