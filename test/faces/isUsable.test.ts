import test from 'ava';
import sharp from 'sharp';
import { readSettings } from '../../config/settings.ts';
import { type Finder, openFinder } from '../../faces/Finder.ts';
import { isUsable } from '../../faces/isUsable.ts';
import { look } from './support/look.ts';
import { DEMO_FACES, readDemo } from './support/project.ts';

const settings = readSettings({});
let finder: Finder;
let bytes: Buffer;
test.before(async () => {
  finder = await openFinder(settings);
  bytes = await sharp(await readDemo(1))
    .resize({ width: 1000 })
    .png()
    .toBuffer();
});

const usable = async (photo: Buffer) => (await look(finder, photo)).map((face) => isUsable(face, settings));

test.serial('Faces of a usual photo are usable, small as they may be', async (t) => {
  t.deepEqual(await usable(bytes), Array(DEMO_FACES[0]).fill(true));
  const small = await sharp(bytes).resize({ width: 400 }).png().toBuffer();
  t.deepEqual(await usable(small), Array(DEMO_FACES[0]).fill(true));
});

test.serial('A face narrower than MIN_FACE_PIXELS is not', async (t) => {
  const [face] = await look(finder, bytes);
  const { size } = face!.quality;
  t.true(isUsable(face!, { minFacePixels: size }));
  t.false(isUsable(face!, { minFacePixels: size + 1 }));
});

test.serial('Faces that are slightly blurred are usable, those blurred beyond telling are not', async (t) => {
  const [face] = await look(finder, bytes);
  const blurred = (share: number) =>
    sharp(bytes)
      .blur(share * face!.box.width)
      .png()
      .toBuffer();
  t.true((await usable(await blurred(0.02))).every((one) => one));
  const beyond = await look(finder, await blurred(0.05));
  t.true(beyond.length > 0);
  for (const one of beyond) t.false(isUsable(one, settings), `${one.quality.sharpness}`);
});

test.serial('An overexposed face is not, nor one of which no pixel lies in the photo', async (t) => {
  const [face] = await look(finder, bytes);
  t.true(isUsable(face!, settings));
  t.false(isUsable({ ...face!, quality: { ...face!.quality, brightness: 241 } }, settings));
  t.false(isUsable({ ...face!, descriptor: undefined } as never, settings));
});
