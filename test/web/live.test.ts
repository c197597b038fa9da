import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { readSettings } from '../../config/settings.ts';
import { type Local, startLocal } from '../../local/startLocal.ts';
import { tiny } from '../support/inbox.ts';
import { inChromium } from './support/inChromium.ts';
import { openBrowser, type TestBrowser } from './support/openBrowser.ts';

let folder: string;
let local: Local;
let browser: TestBrowser;
const start = (port: number) =>
  startLocal({ settings: readSettings({}), port, folder, onLog() {}, onError() {} });
test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-inbox-live-'));
  local = await start(0);
  browser = await openBrowser(local.endpoint);
});
test.after.always(async () => {
  await browser?.close();
  await local?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function drop(key: string, number: number): Promise<void> {
  const path = `${local.endpoint}/v1/images/${encodeURIComponent(key)}?wait=20`;
  const { status } = await fetch(path, {
    method: 'PUT',
    headers: { 'content-type': 'image/png' },
    body: new Uint8Array(await tiny(number)),
  });
  if (status !== 200) throw new Error(`${key}: ${status}`);
}

inChromium('two windows are in step: what is done in the one is seen in the other', async (t) => {
  const one = await browser.open();
  const other = await browser.open('/', { beside: one });
  await other.getByRole('heading', { name: 'Drop a photo here' }).waitFor();
  await drop('a.png', 1);
  for (const page of [one, other]) await page.locator('.tile', { hasText: 'a.png' }).waitFor();
  await other.locator('.tile a').click();
  await other.locator('.photo-parts').waitFor();
  await one.getByRole('button', { name: 'Remove a.png' }).click();
  await one.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await one.getByRole('heading', { name: 'Drop a photo here' }).waitFor();
  await other.getByText('There is no such photo').waitFor();
  for (const page of [one, other]) t.deepEqual(page.wrong, []);
});

inChromium(
  'the inbox ends while the page is open, is started again, and the page catches up by itself',
  async (t) => {
    await drop('before.png', 2);
    const page = await browser.open();
    await page.locator('.tile', { hasText: 'before.png' }).waitFor();
    const port = Number(new URL(local.endpoint).port);
    await local.stop();
    await page.getByText('The inbox does not answer. Trying again').waitFor();
    local = await start(port);
    await page.getByText('The inbox does not answer').waitFor({ state: 'detached' });
    await drop('after.png', 3);
    await page.locator('.tile', { hasText: 'after.png' }).waitFor();
    t.is(await page.locator('.tile').count(), 2);
    t.deepEqual(page.wrong, []);
  },
);

inChromium('what changes while the inbox is not heard is caught up with', async (t) => {
  const page = await browser.open();
  await page.locator('.tile', { hasText: 'before.png' }).waitFor();
  await page.context().setOffline(true);
  await drop('missed.png', 4);
  const gone = await fetch(`${local.endpoint}/v1/images/before.png`, { method: 'DELETE' });
  t.is(gone.status, 202);
  await page.context().setOffline(false);
  await page.locator('.tile', { hasText: 'missed.png' }).waitFor();
  await page.locator('.tile', { hasText: 'before.png' }).waitFor({ state: 'detached' });
  t.deepEqual(page.wrong, []);
});

inChromium(
  'many windows hear by one connection, and go on when the window that has it is closed',
  async (t) => {
    const first = await browser.open();
    await first.locator('.tile', { hasText: 'missed.png' }).waitFor();
    const others = [];
    // A browser has six connections to a place.
    for (let more = 0; more < 7; more++) others.push(await browser.open('/', { beside: first }));
    for (const page of others) await page.locator('.tile', { hasText: 'missed.png' }).waitFor();
    await drop('to all.png', 5);
    for (const page of others) await page.locator('.tile', { hasText: 'to all.png' }).waitFor();
    await first.close();
    await drop('to the others.png', 6);
    for (const page of others) {
      await page.locator('.tile', { hasText: 'to the others.png' }).waitFor();
      t.deepEqual(page.wrong, []);
    }
  },
);

inChromium('who has scrolled down keeps what they look at, and is told how many came', async (t) => {
  await Promise.all(Array.from({ length: 30 }, (_, number) => drop(`row ${number}.png`, 100 + number)));
  const page = await browser.open('/', { viewport: { width: 700, height: 500 } });
  await page.locator('.tile').nth(8).waitFor();
  await page.mouse.move(300, 300);
  await page.mouse.wheel(0, 900);
  await page.waitForFunction(() => scrollY >= 900);
  const seen = () => page.locator('.tile .file').allTextContents();
  const before = await seen();
  await drop('new.png', 200);
  await page.getByRole('button', { name: '1 new photo' }).waitFor();
  t.deepEqual(await seen(), before);
  await page.getByRole('button', { name: '1 new photo' }).click();
  await page.locator('.tile', { hasText: 'new.png' }).waitFor();
  t.deepEqual(page.wrong, []);
});
