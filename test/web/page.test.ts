import { gzipSync } from 'node:zlib';
import test from 'ava';
import { addApiKey } from '../../store/apiKeys.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { violationsOf } from './support/axe.ts';
import { enrolFace } from './support/enrolFace.ts';
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

const LOOKS = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'as wide as a phone': { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
} as const;

inChromium('an empty inbox keeps to WCAG AA', async (t) => {
  for (const [look, options] of Object.entries(LOOKS)) {
    const page = await browser.open('/', options);
    await page.getByText('From a terminal').click();
    t.deepEqual(await violationsOf(page), [], look);
    t.deepEqual(page.wrong, []);
  }
});

for (const [look, options] of Object.entries(LOOKS))
  inChromium(`each view keeps to WCAG AA, ${look}, and nothing is wider than the window`, async (t) => {
    if (look === 'light') {
      await enrolFace(stack, 'דנה לוי', 1);
      await stack.analysed('party.jpg', await sample(1));
      await stack.analysed('people/nobody/four.jpg', await sample(4));
      await stack.analysed('a letter.txt', 'Dear Ann, ...');
    }
    const page = await browser.open('/', options);
    const check = async (view: string) => {
      t.deepEqual(await violationsOf(page), [], view);
      const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
      t.is(scrollWidth, clientWidth, view);
    };
    await page.locator('.tile').nth(3).waitFor();
    await check('photos');
    for (const key of ['party.jpg', 'people/nobody/four.jpg', 'a letter.txt', 'people/דנה לוי/face.png']) {
      await page.goto(`${stack.endpoint}/photo/${encodeURIComponent(key)}`);
      await page.locator('.photo-parts').waitFor();
      await page.getByText('Details').click();
      await check(key);
    }
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').waitFor();
    await check('a question');
    await page.goto(`${stack.endpoint}/photo/none`);
    await page.getByText('There is no such photo').waitFor();
    await check('a photo that is not there');
    await page.goto(`${stack.endpoint}/nowhere`);
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    await check('no view');
    t.deepEqual(page.wrong, []);
  });

inChromium(
  'a name that is written from right to left stands as such, and so does what is around it',
  async (t) => {
    const page = await browser.open();
    const tile = page.locator('.tile', { hasText: 'party.jpg' });
    t.is(await tile.locator('bdi.frame-name').textContent(), 'דנה לוי');
    t.is(await tile.locator('.who').textContent(), '\u2068דנה לוי\u2069 and 2 unknown');
    await tile.locator('a').click();
    await page.getByRole('link', { name: 'דנה לוי' }).waitFor();
    t.deepEqual(page.wrong, []);
  },
);

inChromium("dates are in the reader's locale and time", async (t) => {
  const page = await browser.open('/photo/party.jpg', { locale: 'de-AT', timezoneId: 'Europe/Vienna' });
  await page.getByText('31. Oktober 2017 um 21:16').waitFor();
  t.deepEqual(page.wrong, []);
});

inChromium(
  'where the API wants a key the page asks for one, keeps it in that window, and shows pictures with it',
  async (t) => {
    const own = await startStack({ API_AUTH: 'keys' });
    const reader = await openBrowser(own.endpoint);
    try {
      const { key } = await addApiKey(own.store, { label: 'page', scopes: ['read', 'admin'] });
      await own.analysed('party.jpg', await sample(1));
      const page = await reader.open();
      await page.getByLabel('Your key').fill('fi_wrong');
      t.deepEqual(await violationsOf(page), []);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('This key is not known, or was revoked.').waitFor();
      await page.getByLabel('Your key').fill(key);
      await page.getByLabel('Your key').press('Enter');
      const picture = page.locator('.tile img');
      await picture.waitFor();
      t.true(await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => true)));
      await page.locator('input[data-pick=files]').setInputFiles({
        ...{ name: 'more.jpg', mimeType: 'image/jpeg', buffer: await sample(2) },
      });
      await page.locator('.tile.is-analysed', { hasText: 'more.jpg' }).waitFor();
      await page.reload();
      await page.locator('.tile').first().waitFor();
      const beside = await reader.open('/', { beside: page });
      await beside.getByLabel('Your key').waitFor();
      t.deepEqual([...page.wrong, ...beside.wrong], []);
    } finally {
      await reader.close();
      await own.stop();
    }
  },
);
