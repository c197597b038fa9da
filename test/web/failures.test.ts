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

inChromium('the same sentence is said anew when it is true again', async (t) => {
  const page = await browser.open();
  await page.route(
    (url) => url.pathname === '/face-inbox',
    () => {},
  );
  const add = async (name: string, number: number) =>
    page
      .locator('input[data-pick=files]')
      .setInputFiles({ name, mimeType: 'image/png', buffer: await tiny(number) });
  const said = page.getByRole('status').getByText('1 file being added');
  await add('one.png', 11);
  await said.waitFor({ state: 'attached' });
  const first = await said.elementHandle();
  await add('two.png', 12);
  await page.getByRole('progressbar', { name: 'two.png is sent' }).waitFor();
  t.false(await first!.evaluate((element) => element.isConnected));
  t.is(await said.count(), 1);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  t.deepEqual(page.wrong, []);
});

inChromium('a stream of events that has fallen silent is left for a new one', async (t) => {
  const page = await browser.open();
  await page.clock.install();
  await page.goto(stack.endpoint);
  await page.locator('.tile').first().waitFor();
  const again = page.waitForRequest('**/v1/events', { timeout: 10_000 });
  await page.clock.runFor(46_000);
  t.is((await again).headers()['last-event-id'] === undefined, false, 'from where it was');
  t.deepEqual(page.wrong, []);
});

inChromium(
  'where it is read again by the clock, that is done one at a time, and not while nobody sees it',
  async (t) => {
    const page = await browser.open();
    await page.clock.install();
    let isSlow = false;
    let asked = 0;
    const { promise: isOver, resolve: release } = Promise.withResolvers<void>();
    await page.route('**/v1/events', (route) => route.fulfill({ status: 501, json: {} }));
    const isList = (url: URL) =>
      url.pathname === '/v1/images' && url.searchParams.get('status') !== 'analysing';
    const listed = () => page.waitForResponse((response) => isList(new URL(response.url())));
    await page.route(isList, async (route) => {
      asked++;
      if (isSlow) await isOver;
      await route.continue();
    });
    await page.goto(stack.endpoint);
    await page.locator('.tile').first().waitFor();
    /** The clock goes on, and the inbox is asked once more whether it tells events. */
    const poll = async () => {
      const looked = page.waitForResponse('**/v1/events');
      await page.clock.runFor(10_100);
      await looked;
    };
    const lists = asked;
    isSlow = true;
    for (let times = 0; times < 4; times++) await poll();
    t.is(asked, 2 * lists, 'each list once');
    isSlow = false;
    release();
    while (asked < 3 * lists) await listed();
    await page.getByText('Reading …').waitFor({ state: 'detached' });

    const see = (isHidden: boolean) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, isHidden);
    await see(true);
    const before = asked;
    for (let times = 0; times < 3; times++) await poll();
    t.is(asked, before);
    await see(false);
    while (asked < before + lists) await listed();
    t.deepEqual(page.wrong, []);
  },
);
