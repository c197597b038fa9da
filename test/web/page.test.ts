import { gzipSync } from 'node:zlib';
import test from 'ava';
import { tiny } from '../support/inbox.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { violationsOf } from './support/axe.ts';
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

inChromium('a photo that is dropped into the bucket appears without a reload', async (t) => {
  const page = await browser.open();
  await page.getByRole('heading', { name: 'Photos' }).waitFor();
  await stack.drop('party.png', await tiny(1));
  await page.getByText('party.png').first().waitFor();
  t.deepEqual(await violationsOf(page), []);
  t.deepEqual(page.wrong, []);
});

inChromium('the first load is below 150 KB, compressed', async (t) => {
  const page = await browser.open();
  await page.getByRole('heading', { name: 'Photos' }).waitFor();
  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  const own = [page.url(), ...loaded.filter((url) => !url.includes('/v1/'))];
  t.true(own.length >= 3, own.join());
  const sizes = own.map(async (url) => gzipSync(await (await fetch(url)).bytes()).length);
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  t.log(`${bytes} bytes in ${own.length} files`);
  t.true(bytes < 150_000);
});
