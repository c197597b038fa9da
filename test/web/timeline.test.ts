import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import { countChunk, putPlan } from '../../store/chunks/plans.ts';
import { putFilm } from '../support/putFilm.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { panned } from '../video/support/panned.ts';
import { violationsOf } from './support/axe.ts';
import { enrolFace } from './support/enrolFace.ts';
import { inChromium } from './support/inChromium.ts';
import { openBrowser, type TestBrowser } from './support/openBrowser.ts';

let stack: Stack;
let browser: TestBrowser;
test.before(async () => {
  stack = await startStack();
  await enrolFace(stack, 'ann', 1);
  await stack.analysed('film.mp4', await panned(await sample(1)));
  browser = await openBrowser(stack.endpoint);
});
test.after.always(async () => {
  await browser?.close();
  await stack?.stop();
});

type Page = Awaited<ReturnType<TestBrowser['open']>>;
const timelineOf = (page: Page) => page.getByRole('region', { name: 'Who is on the screen when' });
const timeOf = (page: Page) => page.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime);
const barsOf = (page: Page, name: string) =>
  timelineOf(page).getByRole('button', { name: new RegExp(`^Play ${name} from`) });

inChromium('in the list a film has a poster, how long it lasts and who is in it', async (t) => {
  const page = await browser.open();
  const tile = page.locator('.tile', { hasText: 'film.mp4' });
  await tile.getByText('0:08').waitFor();
  await tile.locator('.who').getByText('ann').waitFor();
  t.true(await tile.locator('img').evaluate((image: HTMLImageElement) => image.decode().then(() => true)));
  await tile.getByRole('link').click();
  await timelineOf(page).waitFor();
  t.deepEqual(page.wrong, []);
});

for (const colorScheme of ['light', 'dark'] as const)
  inChromium(
    `a film has a row a person and a bar each time that they are seen: ${colorScheme}`,
    async (t) => {
      const page = await browser.open('/photo/film.mp4', { colorScheme });
      await barsOf(page, 'ann').first().waitFor();
      t.true((await barsOf(page, 'ann').count()) >= 1);
      t.true((await barsOf(page, 'Unknown 1').count()) >= 1);
      await page.getByRole('heading', { name: /ann and \d unknown/ }).waitFor();
      t.deepEqual(await violationsOf(page), []);
      t.deepEqual(page.wrong, []);
    },
  );

inChromium(
  'a click on a bar plays from there, with a frame round the face, and the rest of the film is not fetched first',
  async (t) => {
    const page = await browser.open('/photo/film.mp4');
    const last = barsOf(page, 'ann').last();
    await last.waitFor();
    const [, from = ''] = /from 0:0(\d\.\d)/.exec((await last.getAttribute('aria-label'))!) ?? [];
    await last.click();
    await page.waitForFunction((time) => {
      const video = document.querySelector('video')!;
      return !video.paused && video.currentTime > time;
    }, Number(from) + 0.1);
    t.true((await timeOf(page)) < Number(from) + 6);
    await page.locator('video').evaluate((video: HTMLVideoElement) => video.pause());
    const frame = page.locator('.film-picture .frame.is-matched');
    await frame.getByText('ann').waitFor();
    const [box, picture] = [await frame.boundingBox(), await page.locator('.film-picture').boundingBox()];
    t.true(box!.x > picture!.x && box!.x + box!.width < picture!.x + picture!.width);
    t.deepEqual(page.wrong, []);
  },
);

inChromium('the timeline is used by keys: from bar to bar, to play, and to zoom', async (t) => {
  const page = await browser.open('/photo/film.mp4');
  const first = timelineOf(page).locator('[data-bar="0 0"]');
  await first.focus();
  await page.keyboard.press('ArrowDown');
  t.is(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.bar), '1 0');
  t.is(await timelineOf(page).locator('.bar[tabindex="0"]').count(), 1, 'one stop of the tabulator');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => !document.querySelector('video')!.paused);
  await page.keyboard.press('Space');
  await page.waitForFunction(() => document.querySelector('video')!.paused);
  const widthOf = () =>
    timelineOf(page)
      .locator('.timeline-whole')
      .evaluate((element) => element.clientWidth);
  const before = await widthOf();
  await page.keyboard.press('+');
  await page.waitForFunction(
    (width) => document.querySelector('.timeline-whole')!.clientWidth > 1.5 * width,
    before,
  );
  await page.keyboard.press('0');
  await page.waitForFunction(
    (width) => document.querySelector('.timeline-whole')!.clientWidth === width,
    before,
  );
  await page
    .getByRole('button', { name: /^Play ann from/ })
    .last()
    .press('Enter');
  await page.waitForFunction(() => !document.querySelector('video')!.paused);
  t.deepEqual(page.wrong, []);
});

inChromium('what could not be looked at is marked, and said', async (t) => {
  const Key = { image: 'film.mp4' };
  const missing = [{ from: 3, to: 4, reason: 'damaged', message: 'The film is broken here.' }];
  await stack.db.send(
    new UpdateCommand({
      ...{ TableName: stack.store.names.images, Key, UpdateExpression: 'SET #missing = :missing' },
      ExpressionAttributeNames: { '#missing': 'missing' },
      ExpressionAttributeValues: { ':missing': missing },
    }),
  );
  const page = await browser.open('/photo/film.mp4');
  await page.getByText('0:03 to 0:04 could not be looked at: The film is broken here.').waitFor();
  const lane = (await timelineOf(page).locator('.timeline-lane').first().boundingBox())!;
  const mark = (await timelineOf(page).locator('.missing').boundingBox())!;
  t.true(Math.abs((mark.x - lane.x) / lane.width - 3 / 8) < 0.02);
  t.deepEqual(await violationsOf(page), []);
});

inChromium(
  'while a film is looked at one sees how much of it has been, and plays it all the same',
  async (t) => {
    const plan = 'b'.repeat(32);
    await putPlan(stack.store, { plan, image: 'new.mp4', begin: [0, 2, 4, 6] });
    const left = { engine: undefined, frames: undefined, trackCount: undefined, tracks: undefined };
    const film = await panned(await sample(2));
    await putFilm(stack, 'new.mp4', film, {
      ...left,
      ...{ status: 'analysing', plan, chunks: 4, height: 360 },
      duration: 8,
    });
    const page = await browser.open('/photo/new.mp4');
    await page.getByText('Being looked at: 0 of 4 parts').waitFor();
    await countChunk(stack.store, plan, 0);
    await page.getByText('Being looked at: 1 of 4 parts').waitFor();
    await page.locator('video').evaluate((video: HTMLVideoElement) => video.play());
    await page.waitForFunction(() => document.querySelector('video')!.currentTime > 0.2);
    t.deepEqual(await violationsOf(page), []);
    t.deepEqual(page.wrong, []);
  },
);

inChromium('where the browser cannot play a film its frames are shown', async (t) => {
  const track = { from: 1, to: 2, samples: 2, time: 1.5, score: 0.9, decision: 'unknown', unknown: 1 };
  const box = { left: 0.2, top: 0.2, width: 0.2, height: 0.3 };
  const result = {
    trackCount: 1,
    tracks: [{ ...track, quality: {}, box, path: [1, 0.2, 0.2, 0.2, 0.3] }],
    height: 360,
    duration: 8,
  };
  await putFilm(stack, 'other.mp4', await panned(await sample(3)), result);
  const page = await browser.open();
  await page.route('**/face-inbox/other.mp4*', (route) =>
    route.fulfill({ status: 200, body: 'nothing to play' }),
  );
  await page.goto(`${stack.endpoint}/photo/other.mp4`);
  await page.getByText('This browser cannot play the film').waitFor();
  await barsOf(page, 'Unknown 1').click();
  const frame = page.getByRole('img', { name: 'The film at 1 seconds' });
  await frame.waitFor();
  t.true(await frame.evaluate((image: HTMLImageElement) => image.decode().then(() => true)));
});

inChromium(
  'a film that breaks off while it plays goes on where it was, from an address of now',
  async (t) => {
    const page = await browser.open();
    let asked = 0;
    await page.route('**/v1/images/film.mp4/original?address=true', (route) => {
      asked++;
      return route.continue();
    });
    await page.route('**/face-inbox/film.mp4*', async (route) => {
      if (asked > 1) return route.continue();
      const [, from = '0'] = /bytes=(\d+)-/.exec(route.request().headers().range ?? '') ?? [];
      const response = await route.fetch();
      const bytes = await response.body();
      const total = Number(from) + bytes.length;
      const half = Math.floor(total / 2);
      // The second half is refused, as it is by an address that has expired meanwhile.
      if (Number(from) >= half) return route.fulfill({ status: 403, body: 'Request has expired' });
      const headers = {
        ...response.headers(),
        'content-range': `bytes ${from}-${half - 1}/${total}`,
        'content-length': `${half - Number(from)}`,
      };
      return route.fulfill({ status: 206, headers, body: bytes.subarray(0, half - Number(from)) });
    });
    await page.goto(`${stack.endpoint}/photo/film.mp4`);
    const video = page.locator('video');
    await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 2);
    await video.evaluate((it: HTMLVideoElement) => {
      it.muted = true;
      return it.play();
    });
    await page.waitForFunction(() => document.querySelector('video')!.ended);
    t.is(asked, 2);
    t.is(await page.getByText('This browser cannot play the film').count(), 0);
    t.deepEqual(page.wrong, []);
  },
);

inChromium('a film fits onto a phone', async (t) => {
  const page = await browser.open('/photo/film.mp4', { viewport: { width: 390, height: 844 } });
  await barsOf(page, 'ann').first().waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  t.true(wide <= 0, `${wide}`);
  t.deepEqual(await violationsOf(page), []);
});
