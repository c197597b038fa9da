import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { command, folderOf } from './command.ts';
import { CREDENTIALS, openSignedUrl } from './openSignedUrl.ts';

const nodeArguments = ['--import', pathToFileURL(join(import.meta.dirname, 'resolveHere.mjs')).href];

let stack: Stack;
let url: Awaited<ReturnType<typeof openSignedUrl>>;
let folder: Awaited<ReturnType<typeof folderOf>>;
let photo: string;
test.before(async () => {
  stack = await startStack();
  url = await openSignedUrl(stack.endpoint);
  folder = await folderOf({ 'one.jpg': await sample(1) });
  photo = join(folder.dir, 'one.jpg');
});
test.after.always(async () => {
  await folder?.remove();
  await url?.close();
  await stack?.stop();
});

const ask = (args: string[], environment: Record<string, string>) =>
  command('')([...args, '--endpoint', url.endpoint], { environment, nodeArguments });

test("a request to a function's URL is signed with the credentials of AWS", async (t) => {
  const found = await ask(['recognise', photo, '--json'], CREDENTIALS);
  t.is(found.code, 0, found.stderr);
  t.is(JSON.parse(found.stdout).faceCount, 3);
  const described = await ask(['describe', photo], CREDENTIALS);
  t.is(described.code, 0, described.stderr);
  await folder.write('a b.csv', described.stdout);
  const among = await ask(['recognise', photo, '--among', join(folder.dir, 'a b.csv')], CREDENTIALS);
  t.is(among.code, 0, among.stderr);
  t.regex(among.stdout, /yes: a b is in it/, 'a query that has to be encoded is signed as it is sent');
  t.is((await ask(['compare', photo, photo], CREDENTIALS)).code, 0);
});

test('credentials that AWS does not let in are told of, with the rights that it takes', async (t) => {
  const { code, stderr } = await ask(['compare', photo, photo], {
    ...CREDENTIALS,
    AWS_SECRET_ACCESS_KEY: 'wrong',
  });
  t.is(code, 1);
  t.regex(stderr, /does not let these credentials call the API.*\n.*lambda:InvokeFunctionUrl/);
});

test('without credentials it is said what to sign with', async (t) => {
  const { code, stderr } = await ask(['compare', photo, photo], { AWS_EC2_METADATA_DISABLED: 'true' });
  t.is(code, 1);
  t.regex(stderr, /wants signed requests, and there are no credentials[\s\S]*FACE_INBOX_KEY/);
});
