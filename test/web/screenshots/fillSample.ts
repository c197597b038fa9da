import sharp from 'sharp';
import { cutFace } from '../../../faces/decode/cutFace.ts';
import { writeFilm } from '../../../video/writeFilm.ts';
import { sample } from '../../support/samples.ts';
import type { Stack } from '../../support/startStack.ts';
import { framesOfShots, pictureOf } from '../../video/support/shots.ts';

type Number = Parameters<typeof sample>[0];

const PHOTOS: [key: string, number: Number][] = [
  ['halloween.jpg', 1],
  ['terrace.jpg', 3],
  ['beach.jpg', 2],
  ['friends/kitchen.jpg', 5],
  ['friends/garden.jpg', 4],
  ['friends/dinner.jpg', 6],
];
/** Who is known: by that face, from the left, of a photo. */
const KNOWN: [person: string, key: string, face: number][] = [
  ['Ann', 'halloween.jpg', 0],
  ['Zoë', 'terrace.jpg', 2],
  ['Ελένη', 'friends/kitchen.jpg', 0],
  ['ليلى', 'friends/garden.jpg', 1],
];

/** An inbox as it may look after an evening: photos, some people, a film, and a file that is no photo. */
export async function fillSample(stack: Stack): Promise<void> {
  for (const [key, number] of PHOTOS) await stack.analysed(key, await sample(number));
  for (const [person, key, face] of KNOWN) {
    const item = await stack.settled(key);
    if (item?.status !== 'analysed' || item.kind) throw new Error(`${key} is ${item?.status}`);
    const { box } = item.faces.toSorted((a, b) => a.box.left - b.box.left)[face]!;
    const photo = await sample(PHOTOS.find(([name]) => name === key)![1]);
    await stack.analysed(`people/${person}/1.png`, await cutFace(photo, box));
  }
  // Once more, now that they are known; turned round, they are other photos of the same people.
  for (const [key, number] of PHOTOS) {
    await stack.analysed(key, await sample(number));
    const turned = await sharp(await sample(number))
      .flop()
      .toBuffer();
    if (number % 2 === 0) await stack.analysed(key.replace('.jpg', ' 2.jpg'), turned);
  }
  await stack.analysed('notes.txt', 'no photo at all');
  await stack.analysed('evening.mp4', await evening());
  await stack.analysed('terrace.jpg', await sample(3));
  await stack.analysed('halloween.jpg', await sample(1));
}

/** 16 seconds of two of the photos, over which it moves. */
async function evening(): Promise<Buffer> {
  const shots = [];
  for (const number of [1, 3, 1] as const) {
    const picture = await pictureOf(await sample(number), 1440);
    const at = (x: number) => ({ x: x * 1440, y: 0.08 * 1440, width: 1008, height: 567 });
    shots.push({ seconds: 2, picture, from: at(0) }, { seconds: 3, picture, from: at(0), to: at(0.3) });
  }
  return writeFilm(framesOfShots(shots, 640, 360, 10), { container: 'mp4', codec: 'h264', keyEvery: 20 });
}
