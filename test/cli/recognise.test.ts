import { existsSync } from 'node:fs';
import { join } from 'node:path';
import ava from 'ava';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { command, folderOf } from './command.ts';

const test = ava.serial;
/** Labelled photos that lie beside the checkout and are not part of it; without them these tests are skipped. */
const PHOTOS = join(import.meta.dirname, '../../../shared/photos');
const labelled = existsSync(PHOTOS) ? test : test.skip;
const photo = (name: string) => join(PHOTOS, name);

let stack: Stack;
let run: ReturnType<typeof command>;
let folder: Awaited<ReturnType<typeof folderOf>>;
ava.before(async () => {
  stack = await startStack();
  run = command(stack.endpoint);
  folder = await folderOf({ 'one.jpg': await sample(1), 'two.jpg': await sample(2), 'text.jpg': 'no image' });
});
ava.after.always(async () => {
  await folder?.remove();
  await stack?.stop();
});
const file = (name: string) => join(folder.dir, name);

labelled('john0 described: john1 and john2 are him, and jim is not', async (t) => {
  const described = await run(['describe', photo('john/john0.jpg')]);
  t.is(described.code, 0, described.stderr);
  await folder.write('john.csv', described.stdout);
  for (const [name, code] of [
    ['john/john1.jpg', 0],
    ['john/john2.jpg', 0],
    ['jim/jim-carrey.jpg', 1],
  ] as const) {
    const answered = await run(['recognise', photo(name), '--among', file('john.csv')]);
    t.is(answered.code, code, `${name}: ${answered.stderr}`);
    t.regex(answered.stdout, code === 0 ? /: yes: john is in it/ : /: no: john is not in it/);
  }
  const json = await run(['recognise', photo('john/john1.jpg'), '--among', file('john.csv'), '--json']);
  t.deepEqual(JSON.parse(json.stdout).among, { name: 'john', descriptors: 1, same: true });
});

labelled('two photos of one person are one person, of two they are not', async (t) => {
  const same = await run(['compare', photo('john/john0.jpg'), photo('john/john1.jpg')]);
  t.is(same.code, 0, same.stderr);
  t.regex(same.stdout, /^yes: one person \(similarity \d+\.\d, distance 0\.\d{3}, limit 0\.\d{3}\)\n$/);
  const other = await run(['compare', photo('john/john0.jpg'), photo('jim/jim-carrey.jpg')]);
  t.is(other.code, 1, other.stderr);
  t.regex(other.stdout, /^no: not one person/);
});

test('who is in a photo is told, and no name is where nobody is enrolled', async (t) => {
  const { code, stdout, stderr } = await run(['recognise', file('one.jpg')]);
  t.is(code, 0, stderr);
  t.regex(stdout, /one\.jpg: 3 faces: \d unknown/);
  const json = await run(['recognise', file('one.jpg'), '--json']);
  t.is(JSON.parse(json.stdout).faceCount, 3);
});

test('what describe writes as JSON serves as well', async (t) => {
  await folder.write('one.json', (await run(['describe', file('one.jpg'), '--json'])).stdout);
  t.is((await run(['recognise', file('one.jpg'), '--among', file('one.json')])).code, 0);
});

test('a photo that cannot be read is rejected, with what to do', async (t) => {
  const { code, stderr } = await run(['recognise', file('text.jpg')]);
  t.is(code, 3);
  t.regex(stderr, /no image|not an image/i);
});

test('wrong usage is told as such', async (t) => {
  t.is((await run(['recognise', file('one.jpg'), '--collection', 'smiths'])).code, 2);
  t.is((await run(['recognise', file('one.jpg'), '--among', file('text.jpg')])).code, 3);
  t.is((await run(['recognise', file('nothing.jpg')])).code, 1);
  const away = await run(['compare', file('one.jpg'), file('two.jpg'), '--endpoint', 'http://127.0.0.1:1']);
  t.is(away.code, 5);
});

test('keys are made, listed and revoked', async (t) => {
  const made = await run(['key', 'add', 'kiosk', '--scope', 'recognise', 'read']);
  t.is(made.code, 0, made.stderr);
  t.regex(made.stdout, /^fi_[0-9a-f]{12}_[\w-]{43}\n$/);
  const [key] = JSON.parse((await run(['key', 'list', '--json'])).stdout);
  t.like(key, { label: 'kiosk', scopes: ['recognise', 'read'] });
  t.is((await run(['key', 'revoke', key.id])).code, 0);
  t.is((await run(['key', 'revoke', key.id])).code, 4);
  t.is((await run(['key', 'add', 'kiosk', '--scope', 'write'])).code, 2);
  t.regex((await run(['key', 'list'])).stderr, /There is no key yet/);
});

test('where keys are asked for, the command sends the one of FACE_INBOX_KEY', async (t) => {
  const own = await startStack({ API_AUTH: 'keys' });
  t.teardown(() => own.stop());
  const ask = command(own.endpoint);
  const { stdout } = await ask(['key', 'add', 'me', '--scope', 'recognise']);
  const without = await ask(['compare', file('one.jpg'), file('one.jpg')]);
  t.is(without.code, 1);
  t.regex(without.stderr, /The request has no key/);
  const environment = { FACE_INBOX_KEY: stdout.trim() };
  t.is((await ask(['compare', file('one.jpg'), file('one.jpg')], { environment })).code, 0);
});
