import test from 'ava';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { fillInbox } from './support/fillInbox.ts';
import { inChromium } from './support/inChromium.ts';
import { openBrowser, type TestBrowser } from './support/openBrowser.ts';

const PHOTOS = 10_000;

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

inChromium('10,000 photos scroll smoothly, few of them in the document, and few asked for', async (t) => {
  const page = await browser.open();
  await page.locator('.tile').first().waitFor();
  const asked = { lists: 0, pictures: 0 };
  page.on('request', (request) => {
    if (request.url().includes('/picture?')) asked.pictures++;
    else if (request.url().includes('/v1/images?')) asked.lists++;
  });
  const watched = await page.evaluateHandle(watchFrames);
  await page.mouse.move(640, 500);
  const isAtEnd = () => page.getByText('many/00000.jpg').count();
  let steps = 0;
  // By the wheel, as a person does, until there is nothing more.
  const last = page.locator('.tile [title="many/00000.jpg"]');
  for (; (await last.count()) === 0 && steps < 20_000; steps++) await page.mouse.wheel(0, 1500);
  t.is(await last.count(), 1);
  const { frames, most } = await watched.evaluate((watch) => watch.end());
  t.log(
    JSON.stringify({
      frames: frames.length,
      p99: frames.at(-Math.ceil(frames.length / 100)),
      slowest: frames.at(-1),
      most,
      asked,
      steps,
      e: await isAtEnd(),
    }),
  );
});

/** How long each frame takes, and how many tiles and elements there are at most, while one scrolls. */
function watchFrames() {
  const frames: number[] = [];
  let [tiles, elements] = [0, 0];
  let before = performance.now();
  let isOver = false;
  const look = (now: number) => {
    frames.push(now - before);
    before = now;
    tiles = Math.max(tiles, document.querySelectorAll('.tile').length);
    elements = Math.max(elements, document.querySelectorAll('*').length);
    if (!isOver) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  return {
    end() {
      isOver = true;
      return { frames: frames.slice(1).sort((a, b) => a - b), most: { tiles, elements } };
    },
  };
}
