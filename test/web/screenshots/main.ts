/**
 * Makes the pictures of docs/page/ anew, of the sample photos of face-api (MIT), which may be shown: `npm run screenshots`.
 * It takes a minute or two.
 */
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { startStack } from '../../support/startStack.ts';
import { openBrowser } from '../support/openBrowser.ts';
import { addHistory } from './addHistory.ts';
import { fillSample } from './fillSample.ts';
import { SHOTS } from './shots.ts';

const FOLDER = join(import.meta.dirname, '../../../docs/page');
const WINDOW = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 780 };

const stack = await startStack({ KEEP_UNKNOWN: '30' });
const browser = await openBrowser(stack.endpoint);
try {
  await fillSample(stack);
  await mkdir(FOLDER, { recursive: true });
  for (const name of await readdir(FOLDER)) await rm(join(FOLDER, name));
  for (const { name, path, prepare } of SHOTS) {
    if (name === 'health') await addHistory(stack);
    for (const kind of ['light', 'dark', 'phone'] as const) {
      const page = await browser.open(path, {
        viewport: kind === 'phone' ? PHONE : WINDOW,
        colorScheme: kind === 'dark' ? 'dark' : 'light',
        reducedMotion: 'reduce',
        deviceScaleFactor: kind === 'phone' ? 1.5 : 1,
      });
      await prepare(page);
      await page.waitForFunction(() =>
        [...document.images].every(({ complete, naturalWidth }) => complete && naturalWidth > 0),
      );
      const shot = await page.screenshot();
      await writeFile(
        join(FOLDER, `${name}-${kind}.webp`),
        await sharp(shot)
          .resize({ width: kind === 'phone' ? 480 : 1120 })
          .webp({ quality: 64, effort: 6 })
          .toBuffer(),
      );
      await page.context().close();
    }
  }
  let bytes = 0;
  for (const name of await readdir(FOLDER)) bytes += (await stat(join(FOLDER, name))).size;
  process.stdout.write(`docs/page/: ${Math.round(bytes / 1000)} KB\n`);
} finally {
  await browser.close();
  await stack.stop();
}
