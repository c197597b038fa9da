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
});
test.after.always(async () => {
  await browser?.close();
  await stack?.stop();
});

inChromium('an empty inbox says how to begin, by hand and from a terminal', async (t) => {
  const page = await browser.open();
  await page.getByRole('heading', { name: 'Drop a photo here' }).waitFor();
  await page.getByText('From a terminal').click();
  await page.getByText('aws s3 cp party.jpg s3://face-inbox/').waitFor();
  t.deepEqual(page.wrong, []);
});

inChromium('a photo that is dropped into the bucket appears, its faces framed and named', async (t) => {
  await enrolFace(stack, 'Ann Lindqvist', 1);
  const page = await browser.open();
  await page.getByText('Ann Lindqvist is known by this photo').first().waitFor();
  await page.evaluate(() => Object.assign(window, { isTheSame: true }));
  await stack.drop('party.jpg', await sample(1));
  const tile = page.locator('.tile', { hasText: 'party.jpg' });
  await tile.locator('.who', { hasText: 'Ann Lindqvist and 2 unknown' }).waitFor();
  t.is(await tile.locator('.frame').count(), 3);
  t.is(await tile.locator('.frame.is-matched .frame-name').textContent(), 'Ann Lindqvist');
  await tile.locator('img').waitFor();
  t.true(await tile.locator('img').evaluate((image: HTMLImageElement) => image.decode().then(() => true)));
  t.true(await page.evaluate(() => 'isTheSame' in window), 'without a reload');
  t.is(await page.locator('.tile .file').first().textContent(), 'party.jpg', 'the newest first');

  const frame = (await tile.locator('.frame.is-matched').boundingBox())!;
  const picture = (await tile.locator('.whole').boundingBox())!;
  const { item } = await stack.analysed('again.jpg', await sample(1));
  const { box } =
    item.status === 'analysed' && !item.kind ? item.faces.find(({ person }) => person)! : t.fail();
  t.true(Math.abs((frame.x - picture.x) / picture.width - box.left) < 0.01, 'the frame is where the face is');
  t.true(Math.abs((frame.y - picture.y) / picture.height - box.top) < 0.01);
  t.deepEqual(page.wrong, []);
});

inChromium('a refused photo says why in plain words', async (t) => {
  const page = await browser.open();
  await stack.drop('letter.txt', 'Dear Ann, ...');
  const tile = page.locator('.tile', { hasText: 'letter.txt' });
  await tile.getByText('This file is not a picture', { exact: true }).waitFor();
  await tile.locator('a').click();
  await page.getByText(/The object begins with the bytes/).waitFor();
  t.deepEqual(page.wrong, []);
});

inChromium('what a key or a file has of markup is text', async (t) => {
  const key = '<img src=x onerror="document.title=1">.jpg';
  await stack.analysed(key, await sample(2));
  const page = await browser.open();
  await page.locator('.file').getByText(key, { exact: true }).waitFor();
  await page.getByRole('link', { name: key }).click();
  await page.getByRole('heading', { name: key, exact: true }).waitFor();
  t.is(await page.locator('img[src="x"]').count(), 0);
  t.is(await page.title(), `${key} · face-inbox`);
  t.deepEqual(page.wrong, []);
});

inChromium('photos are shown by how they ended, and by who is on them', async (t) => {
  const page = await browser.open();
  const names = () => page.locator('.tile .file').allTextContents();
  await page.getByRole('link', { name: 'Refused' }).click();
  await page.getByRole('heading', { name: 'Refused photos' }).waitFor();
  await page.locator('.tile').waitFor();
  t.deepEqual(await names(), ['letter.txt']);
  await page.getByRole('link', { name: 'Enrolled' }).click();
  await page.locator('.tile.is-enrolled').waitFor();
  t.deepEqual(await names(), ['face.png']);
  await page.getByLabel('Photos of a person').fill('Ann Lindqvist');
  await page.getByLabel('Photos of a person').press('Enter');
  await page.getByRole('heading', { name: 'Photos of Ann Lindqvist' }).waitFor();
  await page.locator('.tile').nth(1).waitFor();
  t.deepEqual((await names()).sort(), ['again.jpg', 'party.jpg']);
  await page.goBack();
  await page.getByRole('heading', { name: 'Enrolled photos' }).waitFor();
  t.deepEqual(page.wrong, []);
});

inChromium('a photo is removed after a question that says what goes', async (t) => {
  const page = await browser.open();
  const tile = page.locator('.tile', { hasText: 'again.jpg' });
  await tile.hover();
  await tile.getByRole('button', { name: 'Remove again.jpg' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove again.jpg?' });
  await dialog
    .getByText(/the 3 faces that were found in it, and that Ann Lindqvist can be seen in it/)
    .waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await tile.hover();
  await tile.getByRole('button', { name: 'Remove again.jpg' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await tile.waitFor({ state: 'detached' });
  t.is((await stack.announced('again.jpg')).type, 'Image Removed');
  t.is((await stack.settled('again.jpg'))?.status, 'removed');
  t.deepEqual(page.wrong, []);
});

inChromium('one photo is shown large, with who its faces are and might have been', async (t) => {
  await enrolFace(stack, 'Bea', 4);
  await stack.analysed('both.jpg', await sample(1));
  const page = await browser.open();
  await page.getByRole('link', { name: /^both\.jpg: Ann Lindqvist/ }).click();
  const found = page.getByRole('complementary', { name: 'What was found' });
  await found.getByRole('link', { name: 'Ann Lindqvist' }).waitFor();
  await found.getByText('Next comes Bea, who is not alike enough to be meant.').waitFor();
  await found.getByText('31 October 2017').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    found.getByRole('button', { name: 'Download' }).click(),
  ]);
  t.is(download.suggestedFilename(), 'both.jpg');
  const zoom = () =>
    page.locator('.stage-picture').evaluate((it) => Number(it.style.getPropertyValue('--zoom')));
  t.is(await zoom(), 1);
  await page.locator('.stage').hover();
  await page.mouse.wheel(0, -600);
  await page.waitForFunction(() => document.querySelector('.stage-room.is-large'));
  t.true((await zoom()) > 2);
  await page.keyboard.press('0');
  await page.waitForFunction(() => !document.querySelector('.stage-room.is-large'));
  t.deepEqual(page.wrong, []);
});

inChromium('on a phone two fingers zoom, one moves, and a swipe turns to the next photo', async (t) => {
  const page = await browser.open('/', {
    ...{ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  });
  await page.locator('.tile a').nth(0).tap();
  await page.locator('.stage-picture img').first().waitFor();
  const first = page.url();
  const session = await page.context().newCDPSession(page);
  // A finger that rests before it is lifted throws nothing: a tap that stops what was thrown is no click.
  let seconds = Date.now() / 1000;
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: [x: number, y: number][]) => {
    seconds += type === 'touchMove' ? 0.02 : 0.5;
    const touchPoints = points.map(([x, y], id) => ({ x, y, id }));
    return session.send('Input.dispatchTouchEvent', { type, touchPoints, timestamp: seconds });
  };
  await touch('touchStart', [180, 300], [210, 300]);
  for (const way of [10, 30, 50, 70]) await touch('touchMove', [180 - way, 300], [210 + way, 300]);
  await touch('touchEnd');
  await page.locator('.stage-room.is-large').waitFor();
  const left = () => page.locator('.stage-picture').evaluate((it) => it.getBoundingClientRect().left);
  const before = await left();
  await touch('touchStart', [200, 300]);
  for (const way of [10, 30, 60]) await touch('touchMove', [200 - way, 300]);
  await touch('touchEnd');
  await page.waitForFunction(
    (was) => document.querySelector('.stage-picture')!.getBoundingClientRect().left < was - 30,
    before,
  );
  t.is(page.url(), first, 'a picture that is large is moved, and not left');
  await page.getByRole('button', { name: 'The whole picture' }).tap();
  await page.locator('.stage-room.is-large').waitFor({ state: 'detached' });
  await touch('touchStart', [300, 300]);
  for (const way of [20, 60, 120]) await touch('touchMove', [300 - way, 300]);
  await touch('touchEnd');
  await page.waitForURL((url) => url.href !== first);
  t.deepEqual(page.wrong, []);
});

inChromium(
  'with the keyboard alone one goes through the photos, looks at one, removes it and comes back',
  async (t) => {
    const page = await browser.open();
    await page.locator('.tile').nth(2).waitFor();
    await page.keyboard.press('Tab');
    t.is(await page.evaluate(() => document.activeElement?.textContent), 'To the content');
    const isAtPhoto = () => page.evaluate(() => document.activeElement?.matches('a.photo') ?? false);
    for (let steps = 0; steps < 30 && !(await isAtPhoto()); steps++) await page.keyboard.press('Tab');
    t.true(await isAtPhoto());
    const at = () => page.evaluate(() => document.activeElement?.getAttribute('href') ?? '');
    const first = await at();
    await page.keyboard.press('ArrowRight');
    const second = await at();
    t.not(second, first);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Back' }).waitFor();
    await page.locator('.photo-parts').waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction((path) => location.pathname === path, first);
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction((path) => location.pathname === path, second);
    await page.locator('.photo-parts').waitFor();
    await page.keyboard.press('+');
    await page.locator('.stage-room.is-large, .stage.is-empty').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Photos' }).waitFor();
    await page.waitForFunction((path) => document.activeElement?.getAttribute('href') === path, second);
    await page.keyboard.press('Enter');
    await page.locator('.photo-parts').waitFor();
    await page.keyboard.press('Delete');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    t.is(await page.evaluate(() => location.pathname), second);
    t.deepEqual(page.wrong, []);
  },
);
