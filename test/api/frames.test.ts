import test from 'ava';
import sharp from 'sharp';
import { openFrames } from '../../api/pictures/openFrames.ts';
import { putFilm } from '../support/putFilm.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { numberedFilm, sourceOf } from '../video/support/films.ts';
import { numberOf } from '../video/support/numbered.ts';

const SIZE = { width: 640, height: 320 };

let stack: Stack;
let film: Buffer;
test.before(async () => {
  stack = await startStack();
  film = await numberedFilm({ frames: 250, ...SIZE, noise: 40 });
  const track = {
    from: 2,
    to: 6,
    samples: 3,
    time: 4.0,
    score: 0.9,
    quality: {},
    decision: 'unknown',
    unknown: 1,
  };
  const tracks = [
    { ...track, box: { left: 0.1, top: 0.6, width: 0.2, height: 0.3 } },
    { ...track, box: { left: 0.7, top: 0.6, width: 0.2, height: 0.3 } },
  ];
  await putFilm(stack, 'film.mp4', film, { trackCount: 2, tracks });
});
test.after.always(() => stack?.stop());

async function get(query: string, key = 'film.mp4') {
  const response = await fetch(`${stack.endpoint}/v1/images/${key}/picture${query}`);
  return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
}

async function pictureOf(query: string) {
  const { status, body } = await get(query);
  if (status !== 200) throw new Error(`${status} ${body}`);
  const { data: rgb, info } = await sharp(body).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb };
}

test.serial('a film is shown by the frame that is on the screen at the time asked for', async (t) => {
  for (const [query, number] of [
    ['?width=320&time=4', 100],
    ['?width=320&time=0', 0],
    ['?width=640&time=4.03', 100],
    ['?width=640&time=4.04', 101],
    ['?width=320&time=3.9995', 100],
    ['?width=320&time=999', 249],
    ['?width=320', 25],
  ] as const) {
    const picture = await pictureOf(query);
    t.is(numberOf(picture), number, query);
    t.is(picture.width, Number(/width=(\d+)/.exec(query)![1]));
  }
});

test.serial('a track is shown by its face where it is seen best', async (t) => {
  const colourOf = async (track: number) => {
    const { width, height, rgb } = await pictureOf(`?width=160&track=${track}`);
    const at = (Math.floor(0.6 * height) * width + Math.floor(width / 2)) * 3;
    return rgb[at]! > 120 ? 'red' : 'blue';
  };
  t.deepEqual([await colourOf(0), await colourOf(1)], ['red', 'blue']);
  t.is((await get('?track=2')).status, 404);
  t.is((await get('?face=0')).status, 404);
});

test.serial('of a film that was replaced no frame is shown', async (t) => {
  await putFilm(stack, 'other.mp4', film, { etag: '0'.repeat(32) });
  const { status, body } = await get('?time=1', 'other.mp4');
  t.is(status, 404);
  t.regex(String(body), /urn:face-inbox:replaced/);
});

test.serial('what is no film, whatever the result says, is answered with the reason', async (t) => {
  await putFilm(stack, 'none.mp4', Buffer.from('no film at all, but some bytes'));
  const { status, body } = await get('?time=1', 'none.mp4');
  t.is(status, 422);
  t.regex(String(body), /urn:face-inbox:not-a-video/);
});

test.serial('of a long film only what a frame takes is read', async (t) => {
  const long = await numberedFilm({ frames: 400, ...SIZE, noise: 128 });
  const source = sourceOf(long);
  const frame = await openFrames({ seconds: 30, megabytes: 1000 })(source, 8, 320);
  t.is(numberOf(frame), 200);
  t.true(source.count() < long.length / 2, `${source.count()} of ${long.length} bytes`);
});
