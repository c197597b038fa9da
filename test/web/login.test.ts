import test from 'ava';
import { openApi } from '../../api/openApi.ts';
import { readSettings } from '../../config/settings.ts';
import { CLIENT, openUserPool, POOL } from '../api/support/openUserPool.ts';
import { tiny } from '../support/inbox.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { violationsOf } from './support/axe.ts';
import { inChromium } from './support/inChromium.ts';
import { openBrowser, type TestBrowser } from './support/openBrowser.ts';
import { openCloudFront } from './support/openCloudFront.ts';

let stack: Stack;
let pool: Awaited<ReturnType<typeof openUserPool>>;
let front: Awaited<ReturnType<typeof openCloudFront>>;
let browser: TestBrowser;
test.before(async () => {
  pool = await openUserPool();
  stack = await startStack();
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: stack.endpoint, AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: pool.endpoint },
    ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: 'us-east-1' },
  });
  const settings = readSettings({ API_AUTH: 'keys', USER_POOL: POOL });
  const say = () => {};
  front = await openCloudFront(openApi(settings, say, say), { page: pool.endpoint, client: CLIENT });
  browser = await openBrowser(front.endpoint);
  await stack.analysed('party.png', await tiny(1));
});
test.after.always(async () => {
  await browser?.close();
  await front?.close();
  await stack?.stop();
  await pool?.close();
});

/** It leaves its origin for where users log in, and for nothing else; what a view makes of a refusal is its own affair. */
const wrongIn = (wrong: string[]) =>
  wrong.filter(
    (one) =>
      !one.startsWith(`leaves the origin: ${pool.endpoint}/`) &&
      !/^error: .*(The request has no key|The key is none)/.test(one),
  );

inChromium('who logs in at the hosted page comes back to where they were, and sees the photos', async (t) => {
  const page = await browser.open('/photo/party.png');
  const button = page.getByRole('button', { name: 'Log in' });
  await button.waitFor();
  t.deepEqual(await violationsOf(page), []);
  await button.click();
  await page.waitForURL(`${front.endpoint}/photo/party.png`);
  await page.goto(front.endpoint);
  await page.getByText('party.png').first().waitFor();
  t.is(await button.count(), 0);
  t.deepEqual(wrongIn(page.wrong), []);
});

inChromium('a login that expires is renewed without a word, as long as that is allowed', async (t) => {
  pool.user.expires = 1;
  const page = await browser.open();
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByText('party.png').first().waitFor();
  const tokenNow = () => page.evaluate(() => sessionStorage.getItem('face-inbox-key'));
  const first = await tokenNow();
  // The page asks again by itself; what it has then has expired.
  await page.waitForFunction((before) => sessionStorage.getItem('face-inbox-key') !== before, first);
  t.is(await page.getByRole('button', { name: 'Log in' }).count(), 0);
  pool.forget();
  await page.getByRole('button', { name: 'Log in' }).waitFor();
  pool.user.expires = 3600;
  t.deepEqual(wrongIn(page.wrong), []);
});

inChromium('what comes back with another state than was sent lets nobody in', async (t) => {
  const page = await browser.open();
  await page.getByRole('button', { name: 'Log in' }).waitFor();
  await page.evaluate(() =>
    sessionStorage.setItem(
      'face-inbox-leaving',
      JSON.stringify({ state: 'own', verifier: 'v', path: '/photo/party.png' }),
    ),
  );
  await page.goto(`${front.endpoint}/?code=stolen&state=foreign`);
  await page.waitForURL(`${front.endpoint}/photo/party.png`);
  await page.getByRole('button', { name: 'Log in' }).waitFor();
  t.is(await page.evaluate(() => sessionStorage.getItem('face-inbox-key')), null);
});

inChromium('who comes back from logging in stays at this place, whatever the path looks like', async (t) => {
  const page = await browser.open();
  await page.getByRole('button', { name: 'Log in' }).waitFor();
  await page.evaluate(() =>
    sessionStorage.setItem(
      'face-inbox-leaving',
      JSON.stringify({ state: 'own', verifier: 'v', path: '//elsewhere.example/x' }),
    ),
  );
  const [request] = await Promise.all([
    page.waitForRequest((one) => one.url().endsWith('//elsewhere.example/x')),
    page.goto(`${front.endpoint}/?code=stolen&state=foreign`).catch(() => {}),
  ]);
  t.is(request.url(), `${front.endpoint}//elsewhere.example/x`);
});

inChromium('a key that is refused when it is new is not renewed again and again', async (t) => {
  pool.user.expires = -3600;
  t.teardown(() => {
    pool.user.expires = 3600;
  });
  const page = await browser.open();
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForFunction(() => sessionStorage.getItem('face-inbox-key') !== null);
  await page.getByText('This key is not known').waitFor();
  let renewed = 0;
  page.on('request', (one) => {
    if (one.url().endsWith('/oauth2/token')) renewed++;
  });
  const again = page.getByRole('button', { name: 'Log in' });
  await again.waitFor();
  await page.reload();
  await again.waitFor();
  t.true(renewed < 5, `renewed ${renewed} times`);
});

inChromium('a login outlasts that it cannot be renewed for a while', async (t) => {
  pool.user.expires = 1;
  t.teardown(() => {
    pool.user.expires = 3600;
  });
  const page = await browser.open();
  const isToken = (url: URL) => url.href === `${pool.endpoint}/oauth2/token`;
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByText('party.png').first().waitFor();
  await page.route(isToken, (route) =>
    route.fulfill({ status: 503, headers: { 'access-control-allow-origin': '*' } }),
  );
  await page.getByRole('button', { name: 'Log in' }).waitFor();
  await page.unroute(isToken);
  pool.user.expires = 3600;
  await page.reload();
  await page.getByText('party.png').first().waitFor();
  t.is(await page.getByRole('button', { name: 'Log in' }).count(), 0);
});

inChromium('where nobody logs in there is no button for it, and a key is asked for as before', async (t) => {
  const own = await startStack({ API_AUTH: 'keys' });
  t.teardown(() => own.stop());
  const other = await openBrowser(own.endpoint);
  t.teardown(() => other.close());
  const page = await other.open();
  await page.getByLabel('Your key').waitFor();
  await page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/login.json')),
  );
  t.is(await page.getByRole('button', { name: 'Log in' }).count(), 0);
  t.deepEqual(wrongIn(page.wrong), []);
});
