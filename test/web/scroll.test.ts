import test from 'ava';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { fillInbox } from './support/fillInbox.ts';
import { inChromium } from './support/inChromium.ts';
import { openBrowser, type TestBrowser } from './support/openBrowser.ts';
import { traceFrames } from './support/traceFrames.ts';

const PHOTOS = 10_000;
/** As the page reads them. */
const A_PAGE = 100;
const STEPS = 300;
/** A task of a page that takes longer holds up what somebody does, by the W3C's "Long Tasks". */
const LONG_MS = 50;
/** One may be, as a collection of garbage is where the core's other half is at work too. */
const MOST_LONG = 1;

let stack: Stack;
let browser: TestBrowser;
test.before(async () => {
  stack = await startStack();
  const { item } = await stack.analysed('first.jpg', await sample(1));
  if (item.status !== 'analysed' || item.kind) throw new Error(item.status);
  await fillInbox(stack, item, PHOTOS - 1);
  browser = await openBrowser(stack.endpoint);
});
test.after.always(async () => {
  await browser?.close();
  await stack?.stop();
});

inChromium('10,000 photos scroll smoothly, few of them in the document, each read once', async (t) => {
  t.timeout(600_000);
  const page = await browser.open();
  await page.locator('.tile').first().waitFor();
  let lists = 1;
  page.on('request', (request) => {
    if (request.url().includes('/v1/images?')) lists++;
  });
  const last = page.locator('.tile [title="many/00000.jpg"]');
  const height = () => page.evaluate(() => document.documentElement.scrollHeight);
  while ((await last.count()) === 0) {
    const before = await height();
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    // The end moves away as more are read.
    await page.waitForFunction(
      (was) =>
        document.documentElement.scrollHeight > was || document.querySelector('[title="many/00000.jpg"]'),
      before,
    );
  }
  // Of the three lists, that of the analysed has all; the others are read once, and found empty.
  t.true(lists <= PHOTOS / A_PAGE + 3, `${lists} requests`);
  t.true((await height()) > 400_000);

  const most = { tiles: 0, elements: 0 };
  await page.mouse.move(640, 500);
  const frames = await traceFrames(browser.browser, page, async () => {
    for (let step = 0; step < STEPS; step++) {
      await page.mouse.wheel(0, -160);
      if (step % 10 > 0) continue;
      const now = await page.evaluate(() => [
        document.querySelectorAll('.tile').length,
        document.querySelectorAll('*').length,
      ]);
      most.tiles = Math.max(most.tiles, now[0]!);
      most.elements = Math.max(most.elements, now[1]!);
    }
  });
  const { apart, work } = frames;
  const share = (sorted: number[], of: number) => sorted[Math.floor((sorted.length - 1) * of)]!.toFixed(1);
  const long = work.filter((ms) => ms > LONG_MS);
  t.log(
    `${apart.length} frames, ms apart: ${share(apart, 0.5)} in the middle, ${share(apart, 0.99)} in 99 of 100`,
  );
  t.log(
    `processor time: ${(work.reduce((a, b) => a + b, 0) / apart.length).toFixed(1)} ms a frame, longest ${share(work, 1)}`,
  );
  t.log(`${most.tiles} tiles, ${most.elements} elements at most`);
  t.true(most.tiles <= 60);
  t.true(most.elements <= 1200);
  t.true(work.length > STEPS);
  t.true(long.length <= MOST_LONG, `${long.length} of ${work.length} tasks: ${long.join(', ')}`);
  t.deepEqual(page.wrong, []);
});
