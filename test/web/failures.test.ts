import test from 'ava';
import { tiny } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { enrolFace } from './support/enrolFace.ts';
import { inChromium } from './support/inChromium.ts';
import { openBrowser, type TestBrowser } from './support/openBrowser.ts';

let stack: Stack;
let browser: TestBrowser;
test.before(async () => {
  stack = await startStack();
  browser = await openBrowser(stack.endpoint);
  await enrolFace(stack, 'Ann', 1);
  for (const key of ['first.jpg', 'second.jpg']) await stack.analysed(key, await sample(1));
});
test.after.always(async () => {
  await browser?.close();
  await stack?.stop();
});

inChromium('of the photos of a person none is missing after one could not be read', async (t) => {
  const page = await browser.open();
  await page.locator('.tile').nth(1).waitFor();
  let failures = 0;
  await page.route('**/v1/images/first.jpg', (route) =>
    failures++ === 0 ? route.fulfill({ status: 503, json: {} }) : route.continue(),
  );
  await page.goto(`${stack.endpoint}/?person=Ann`);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('.tile .file', { hasText: 'first.jpg' }).waitFor();
  t.is(await page.locator('.tile').count(), 2);
  t.deepEqual(page.wrong, []);
});

inChromium('who removes a photo is led to the next one, though the list has changed meanwhile', async (t) => {
  const page = await browser.open();
  await page.locator('.tile a', { hasText: 'second.jpg' }).click();
  await page.locator('.photo-parts').waitFor();
  const { promise: isOver, resolve: release } = Promise.withResolvers<void>();
  await page.route('**/v1/images/second.jpg', async (route) => {
    if (route.request().method() !== 'DELETE') return route.continue();
    await isOver;
    // The answer is there before it is told.
    await route.fulfill({ status: 202, json: {} });
  });
  await page.keyboard.press('Delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  const before = page.getByRole('button', { name: 'Previous photo' });
  t.true(await before.isDisabled());
  await stack.analysed('third.png', await tiny(1));
  await page.locator('button[aria-label="Previous photo"]:not(:disabled)').waitFor();
  release();
  await page.waitForURL(`${stack.endpoint}/photo/first.jpg`);
  t.deepEqual(page.wrong, []);
});
