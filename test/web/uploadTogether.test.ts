import test from 'ava';
import { heldBack, send } from '../support/heldBack.ts';
import { tiny } from '../support/inbox.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { inChromium } from './support/inChromium.ts';
import { openBrowser, type TestBrowser } from './support/openBrowser.ts';

let stack: Stack;
let browser: TestBrowser;
test.before(async () => {
  stack = await startStack();
  browser = await openBrowser(stack.endpoint);
});
test.after.always(async () => {
  await browser?.close();
  await stack?.stop();
});

type Page = Awaited<ReturnType<TestBrowser['open']>>;
const choose = async (page: Page, ...files: [name: string, number: number][]) =>
  page
    .locator('input[data-pick=files]')
    .setInputFiles(
      await Promise.all(
        files.map(async ([name, number]) => ({ name, mimeType: 'image/png', buffer: await tiny(number) })),
      ),
    );
/** What is sent into the bucket is kept from it. @returns how many are there, and lets them go */
const holdSending = async (page: Page) => {
  const first = Promise.withResolvers<void>();
  const { promise: open, resolve: release } = Promise.withResolvers<void>();
  await page.route(
    (url) => url.pathname === '/face-inbox',
    async (route) => {
      first.resolve();
      await open;
      await route.continue();
    },
  );
  return { sent: first.promise, release };
};

inChromium('two photos of one name that are chosen together both have a place', async (t) => {
  const page = await browser.open();
  await choose(page, ['twin.png', 1], ['twin.png', 2]);
  await page.locator('.tile .file', { hasText: 'twin.png' }).waitFor();
  await page.locator('.tile .file', { hasText: 'twin (2).png' }).waitFor();
  t.deepEqual(page.wrong, []);
});

inChromium('nor do two windows send to one place', async (t) => {
  const one = await browser.open();
  const other = await browser.open('/', { beside: one });
  const held = await holdSending(one);
  await choose(one, ['same.png', 3]);
  await held.sent;
  await choose(other, ['same.png', 4]);
  await other.locator('.tile.is-analysed .file', { hasText: 'same (2).png' }).waitFor();
  held.release();
  await one.locator('.tile.is-analysed .file', { hasText: 'same.png' }).waitFor();
  for (const page of [one, other]) t.deepEqual(page.wrong, []);
});

inChromium('photos that are added in two windows at once wait in both, after a reload too', async (t) => {
  const one = await browser.open();
  const other = await browser.open('/', { beside: one });
  await other.getByRole('heading', { name: 'Photos' }).waitFor();
  const windows = [one, other];
  const areWaiting = (page: Page) =>
    Promise.all(
      ['left.png', 'right.png'].map((name) => page.locator('.tile.is-waiting', { hasText: name }).waitFor()),
    );
  const messages = await heldBack(stack, 2, async () => {
    const held = await Promise.all(windows.map(holdSending));
    await Promise.all([choose(one, ['left.png', 5]), choose(other, ['right.png', 6])]);
    await Promise.all(held.map(({ sent }) => sent));
    for (const { release } of held) release();
    await Promise.all(windows.map(areWaiting));
  });
  for (const page of windows) {
    await page.reload();
    await areWaiting(page);
  }
  await send(stack, messages);
  for (const page of windows) {
    await page.locator('.tile.is-waiting').first().waitFor({ state: 'detached' });
    await page.locator('.tile.is-analysed', { hasText: 'left.png' }).waitFor();
    await page.waitForFunction(() => localStorage.getItem('face-inbox-waiting') === '[]');
    t.deepEqual(page.wrong, []);
  }
});
