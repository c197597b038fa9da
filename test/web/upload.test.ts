import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { Page } from 'playwright-core';
import { heldBack, send } from '../support/heldBack.ts';
import { tiny } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { violationsOf } from './support/axe.ts';
import { enrolFace } from './support/enrolFace.ts';
import { inChromium } from './support/inChromium.ts';
import { openBrowser, type TestBrowser } from './support/openBrowser.ts';

let stack: Stack;
let browser: TestBrowser;
let folder: string;
test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-inbox-web-'));
  stack = await startStack();
  browser = await openBrowser(stack.endpoint);
});
test.after.always(async () => {
  await browser?.close();
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function fileOf(name: string, bytes: Buffer): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, bytes);
  return path;
}

/** As a person drags files or folders from their desktop over the window and lets go. */
async function dropOn(page: Page, paths: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  const send = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    session.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
  await send('dragEnter');
  // As long as something is held over it, a browser tells so again and again.
  do await send('dragOver');
  while (!(await page.getByText('Drop photos or folders to add them').isVisible()));
  await send('drop');
  await session.detach();
}

inChromium(
  'a photo chosen by the file picker is sent, looked at, framed and named, without a reload',
  async (t) => {
    await enrolFace(stack, 'Ann', 2);
    const page = await browser.open();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Add photos' }).click(),
    ]);
    await chooser.setFiles(await fileOf('picnic.jpg', await sample(2)));
    const tile = page.locator('.tile', { hasText: 'picnic.jpg' });
    await tile.locator('.frame-name', { hasText: 'Ann' }).waitFor();
    await page.getByRole('heading', { name: '1 file added' }).waitFor();
    t.deepEqual(await violationsOf(page), []);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.locator('.uploads').waitFor({ state: 'detached' });
    t.deepEqual(page.wrong, []);
  },
);

inChromium(
  'photos and a folder that are dropped on the window keep their places; what is no photo is left out',
  async (t) => {
    await fileOf('holiday/first day/one.png', await tiny(11));
    await fileOf('holiday/two.png', await tiny(12));
    await fileOf('holiday/Thumbs.db', Buffer.from('x'));
    const single = await fileOf('single.png', await tiny(13));
    const page = await browser.open();
    await page.getByRole('heading', { name: 'Photos' }).waitFor();
    await dropOn(page, [join(folder, 'holiday'), single]);
    for (const key of ['holiday/first day/one.png', 'holiday/two.png', 'single.png']) {
      await stack.announced(key);
      await page.locator(`.tile [title="${key}"]`).waitFor();
    }
    await page.getByText('1 other file in the folders left out').waitFor();
    t.deepEqual(page.wrong, []);
  },
);

inChromium('a folder is chosen by the folder picker', async (t) => {
  await fileOf('album/1.png', await tiny(21));
  await fileOf('album/2.png', await tiny(22));
  const page = await browser.open();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Add a folder' }).click(),
  ]);
  await chooser.setFiles(join(folder, 'album'));
  for (const key of ['album/1.png', 'album/2.png']) await page.locator(`.tile [title="${key}"]`).waitFor();
  t.deepEqual(page.wrong, []);
});

inChromium('a picture in the clipboard is pasted', async (t) => {
  const page = await browser.open();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('heading', { name: 'Photos' }).waitFor();
  await page.evaluate(
    async (bytes) => {
      const blob = new Blob([new Uint8Array(bytes)], { type: 'image/png' });
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
    },
    [...(await tiny(31))],
  );
  await page.keyboard.press('Control+V');
  await page.locator('.tile .file', { hasText: /^pasted .*\.png$/ }).waitFor();
  t.deepEqual(page.wrong, []);
});

inChromium('a photo of a name that there is takes another name, and the place of none', async (t) => {
  const { item } = await stack.analysed('cat.png', await tiny(41));
  const page = await browser.open();
  await page.locator('input[data-pick=files]').setInputFiles(await fileOf('cat.png', await tiny(42)));
  await page.locator('.tile .file', { hasText: 'cat (2).png' }).waitFor();
  t.is((await stack.settled('cat.png'))?.sequencer, item.sequencer);
  t.deepEqual(page.wrong, []);
});

inChromium('what cannot be sent says why, and is tried again', async (t) => {
  const page = await browser.open();
  const isForm = (url: URL) => url.pathname === '/face-inbox';
  await page.route(isForm, (route) => route.abort('connectionreset'));
  await page
    .locator('input[data-pick=files]')
    .setInputFiles([await fileOf('lost.png', await tiny(51)), await fileOf('nothing.png', Buffer.alloc(0))]);
  await page.getByRole('heading', { name: '2 files could not be added' }).waitFor();
  await page.getByText('The connection broke while it was sent.').waitFor();
  await page.getByText('The file is empty.').waitFor();
  t.deepEqual(await violationsOf(page), []);
  await page.unroute(isForm);
  await page.getByRole('button', { name: 'Try again: lost.png' }).click();
  await page.locator('.tile .file', { hasText: 'lost.png' }).waitFor();
  await page.getByRole('button', { name: 'Leave out nothing.png' }).click();
  await page.getByRole('heading', { name: '1 file added' }).waitFor();
  t.deepEqual(page.wrong, []);
});

inChromium('what the bucket refuses is said in its words', async (t) => {
  const page = await browser.open();
  const isAsking = (url: URL) => url.pathname === '/v1/uploads';
  await page.route(isAsking, async (route) => {
    const response = await route.fetch();
    const form = await response.json();
    await route.fulfill({ response, json: { ...form, fields: { ...form.fields, key: 'another.png' } } });
  });
  await page.locator('input[data-pick=files]').setInputFiles(await fileOf('forged.png', await tiny(55)));
  await page.getByText(/Invalid according to Policy/).waitFor();
  t.deepEqual(page.wrong, []);
});

inChromium('the page works by any name that this machine has', async (t) => {
  const byNumber = await openBrowser(stack.endpoint.replace('localhost', '127.0.0.1'));
  try {
    const page = await byNumber.open();
    await page.locator('input[data-pick=files]').setInputFiles(await fileOf('by number.png', await tiny(56)));
    await page.locator('.tile.is-analysed', { hasText: 'by number.png' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    t.is(download.suggestedFilename(), 'by number.png');
    t.deepEqual(page.wrong, []);
  } finally {
    await byNumber.close();
  }
});

inChromium('each file and all together have a progress bar, and both can be cancelled', async (t) => {
  const page = await browser.open();
  const asked: string[] = [];
  await page.route(
    (url) => url.pathname === '/face-inbox',
    (route) => void asked.push(route.request().url()),
  );
  const files = [1, 2, 3, 4].map((number) =>
    tiny(60 + number).then((bytes) => fileOf(`many${number}.png`, bytes)),
  );
  await page.locator('input[data-pick=files]').setInputFiles(await Promise.all(files));
  await page.getByRole('progressbar', { name: 'All files' }).waitFor();
  await page.getByRole('progressbar', { name: 'many3.png is sent' }).waitFor();
  t.is(await page.getByRole('progressbar').count(), 4, 'three at once, and all');
  await page.getByRole('button', { name: 'Cancel many1.png' }).click();
  await page.getByRole('progressbar', { name: 'many4.png is sent' }).waitFor();
  await page.getByRole('button', { name: 'Cancel all' }).click();
  await page.locator('.uploads').waitFor({ state: 'detached' });
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  const there = await fetch(`${stack.endpoint}/v1/images/many1.png`);
  t.is(there.status, 404);
  t.deepEqual(page.wrong, []);
});

inChromium('a photo that waits is there at once, in every window, and after a reload', async (t) => {
  const page = await browser.open();
  const other = await browser.open('/', { beside: page });
  await other.getByRole('heading', { name: 'Photos' }).waitFor();
  const path = await fileOf('patient.jpg', await sample(3));
  const isWaiting = (window: Page) =>
    window.locator('.tile.is-waiting', { hasText: 'patient.jpg' }).waitFor();
  const held = await heldBack(stack, 1, async () => {
    await page.locator('input[data-pick=files]').setInputFiles(path);
    await isWaiting(page);
  });
  await page.locator('.tile.is-waiting img').waitFor();
  await isWaiting(other);
  await page.reload();
  await isWaiting(page);
  await page.locator('.tile.is-waiting a').click();
  await page.getByText('This photo waits to be looked at').waitFor();
  await send(stack, held);
  await page.getByRole('heading', { name: '3 unknown faces' }).waitFor();
  await other.locator('.tile.is-analysed', { hasText: 'patient.jpg' }).waitFor();
  await other.locator('.tile.is-waiting').waitFor({ state: 'detached' });
  for (const window of [page, other]) t.deepEqual(window.wrong, []);
});
