import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import test from 'ava';
import sharp from 'sharp';
import { measureSizes } from '../../bench/sizes/measureSizes.ts';
import { readSettings } from '../../config/settings.ts';
import { DETECTOR_SIZE } from '../../faces/engine/Engine.ts';
import { type Finder, openFinder } from '../../faces/Finder.ts';
import { look } from './support/look.ts';
import { testWithPhotos } from './support/needs.ts';
import { DEMO_FACES, PHOTOS, readDemo } from './support/project.ts';

let finder: Finder;
test.before(async () => {
  finder = await openFinder(readSettings({}));
});

test.serial(
  '200 faces of 40 and of 60 pixels in 24 megapixels: 98 % are found, and at most 2 others',
  async (t) => {
    t.timeout(600_000);
    const figures = await measureSizes({ photos: [], pixels: [40, 60], percents: [] });
    t.is(figures.targets!.length, 4);
    for (const { size, after, before } of figures.pixels) {
      t.is(after.there, 200);
      t.true(after.found >= 196, `${size} pixels: ${after.found} found`);
      t.true(after.wrong <= 2, `${size} pixels: ${after.wrong} others`);
      t.true(before.found < 20);
    }
  },
);

test.serial('A face is found at any size, also where it fills the picture', async (t) => {
  t.timeout(300_000);
  const { percents } = await measureSizes({ photos: [], pixels: [], percents: [5, 20, 35, 60] });
  for (const { size, after } of percents) {
    t.true(after.found === after.there, `${size} %: ${after.found} of ${after.there}`);
    t.is(after.wrong, 0);
  }
});

test.serial('A usual photo costs one whole look and a few small ones', async (t) => {
  let pixels = 0;
  const counted: Finder = {
    ...finder,
    engine: {
      ...finder.engine,
      detect: (seen, minScore) => {
        pixels += seen.rgb.length / 3;
        return finder.engine.detect(seen, minScore);
      },
    },
  };
  t.is((await look(counted, await readDemo(1))).length, DEMO_FACES[0]!);
  t.true(
    pixels >= DETECTOR_SIZE ** 2 && pixels <= 1.3 * DETECTOR_SIZE ** 2,
    `${pixels / DETECTOR_SIZE ** 2}`,
  );
});

test.serial('With DETECT_SMALL=never and DETECT_LARGE=false small and large faces are lost', async (t) => {
  const once = await openFinder(
    readSettings({ DETECT_SMALL: 'never', DETECT_LARGE: 'false', DETECT_TURNED: 'false' }),
  );
  const small = await sharp(await readDemo(1))
    .resize(400)
    .extend({ right: 5600, bottom: 3600, background: '#555' })
    .png()
    .toBuffer();
  t.is((await look(once, small)).length, 0);
  t.is((await look(finder, small)).length, DEMO_FACES[0]!);
});

testWithPhotos('In each of the labelled photos a face is found', async (t) => {
  t.timeout(300_000);
  const photos = globSync(`${PHOTOS}/**/*.{jpg,png}`);
  t.true(photos.length >= 116, `${photos.length}`);
  for (const path of photos) t.true((await look(finder, await readFile(path))).length > 0, path);
});
