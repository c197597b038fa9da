import test from 'ava';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { openClient } from './support/openClient.ts';

let stack: Stack;
test.before(async () => {
  stack = await startStack();
});
test.after.always(() => stack?.stop());

const originalOf = (key: string, query = '') =>
  `${stack.endpoint}/v1/images/${encodeURIComponent(key)}/original${query}`;

test.serial('the original is led to, whole and in ranges, as what it is', async (t) => {
  const photo = await sample(1);
  await stack.analysed('a b/ü.jpg', photo);
  const whole = await fetch(originalOf('a b/ü.jpg'));
  t.is(whole.headers.get('content-type'), 'image/jpeg');
  t.is(whole.headers.get('content-disposition'), 'inline');
  t.deepEqual(Buffer.from(await whole.arrayBuffer()), photo);
  const range = await fetch(originalOf('a b/ü.jpg'), { headers: { range: 'bytes=10-19' } });
  t.is(range.status, 206);
  t.deepEqual(Buffer.from(await range.arrayBuffer()), photo.subarray(10, 20));
});

test.serial('what is no picture or film can only be saved, whatever it says it is', async (t) => {
  await stack.analysed('evil.html', '<script>alert(1)</script>');
  const response = await fetch(originalOf('evil.html'));
  t.is(response.headers.get('content-type'), 'application/octet-stream');
  t.is(response.headers.get('content-disposition'), "attachment; filename*=UTF-8''evil.html");
  await response.body?.cancel();
});

test.serial('a photo is saved under its own name', async (t) => {
  const response = await fetch(originalOf('a b/ü.jpg', '?download=true'));
  t.is(response.headers.get('content-disposition'), "attachment; filename*=UTF-8''%C3%BC.jpg");
  await response.body?.cancel();
});

test.serial('its address is at the name by which it was asked for', async (t) => {
  const { port } = new URL(stack.endpoint);
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`]) {
    const response = await fetch(`http://${host}/v1/images/a%20b%2F%C3%BC.jpg/original`, {
      redirect: 'manual',
    });
    t.is(response.status, 302);
    t.is(new URL(response.headers.get('location')!).host, host);
  }
});

test.serial('its address is told to who has to pass it on', async (t) => {
  const { ask } = await openClient(stack.endpoint);
  const { status, body } = await ask('GET', '/v1/images/a%20b%2F%C3%BC.jpg/original?address=true');
  t.is(status, 200);
  t.is(body.type, 'image/jpeg');
  t.is((await fetch(body.url)).status, 200);
  t.is((await ask('GET', '/v1/images/nothing.jpg/original')).status, 404);
});
