import { request } from 'node:http';
import test from 'ava';
import { openGateway } from '../../local/gateway/openGateway.ts';
import { openPageFiles } from '../../local/page/openPageFiles.ts';

const errors: Error[] = [];
const gateway = await openGateway(
  0,
  openPageFiles((error) => void errors.push(error)),
);
test.after.always(async () => {
  await gateway.close();
});

async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const response = await fetch(`${gateway.endpoint}${path}`, { method, headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** fetch itself says where a request comes from. */
function visit(path: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${gateway.endpoint}${path}`, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on('error', reject)
      .end();
  });
}

test('each view is the page, which loads nothing from elsewhere and may be framed by nobody', async (t) => {
  const { text } = await get('/');
  for (const path of ['/', '/?show=rejected', '/photo/a%2Fb.jpg', '/people', '/people/ann', '/unknown']) {
    const answer = await get(path);
    t.is(answer.status, 200, path);
    t.is(answer.text, text);
    t.is(answer.headers.get('content-type'), 'text/html; charset=utf-8');
    t.is(answer.headers.get('cache-control'), 'no-cache');
    t.is(answer.headers.get('x-content-type-options'), 'nosniff');
    t.is(answer.headers.get('referrer-policy'), 'no-referrer');
    t.is(answer.headers.get('cross-origin-opener-policy'), 'same-origin');
    const policy = answer.headers.get('content-security-policy')!;
    t.regex(policy, /default-src 'none'/);
    t.regex(policy, /script-src 'self'/);
    t.regex(policy, /frame-ancestors 'none'/);
    t.notRegex(policy, /unsafe|http/);
  }
  t.notRegex(text, /<script(?! type="module" src="\/assets\/)|<style|\son\w+=|style=|https?:/);
});

test('what the page loads is kept for ever, under a name that tells its content', async (t) => {
  const { text } = await get('/');
  const assets = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
  t.true(assets.length >= 3);
  for (const path of assets) {
    const answer = await get(path);
    t.is(answer.status, 200, path);
    t.regex(answer.headers.get('cache-control')!, /immutable/);
    t.regex(path, /-\w{8}\.(js|css|svg)$/);
    t.is((await get(path, {}, 'HEAD')).text, '');
  }
});

test('what is not there is told to a person by the page, and to a program by words', async (t) => {
  const person = await get('/nowhere', { accept: 'text/html,*/*' });
  t.is(person.status, 404);
  t.regex(person.text, /^<!doctype html>/);
  for (const path of [
    '/nowhere',
    '/face-inbox/party.jpg',
    '/assets/main-OLD.js',
    '/assets/../package.json',
  ]) {
    const program = await get(path);
    t.is(program.status, 404, path);
    t.regex(program.text, /use an AWS client with this address as its endpoint/);
  }
  t.is((await get('/', {}, 'POST')).status, 404);
});

test('a link on a page of another site leads to the page, and to nothing else', async (t) => {
  const visitor = {
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
  };
  t.is(await visit('/', visitor), 200);
  t.is(await visit('/photo/a.jpg', visitor), 200);
  t.is(await visit('/v1/images', visitor), 403);
  t.is(await visit('/health', visitor), 403);
  t.is(await visit('/', visitor, 'POST'), 403);
  t.is(await visit('/', { ...visitor, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }), 403);
  t.is(await visit('/', { ...visitor, 'sec-fetch-dest': 'iframe' }), 403);
  t.is(await visit('/', { ...visitor, host: 'elsewhere.example' }), 403);
  t.is(await visit('/', { ...visitor, origin: 'https://elsewhere.example' }), 403);
  t.deepEqual(errors, []);
});
