import test from 'ava';
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
