import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import type { Analysed } from '../../store/ImageItem.ts';
import { heic } from '../faces/support/heic.ts';
import { testWith } from '../faces/support/needs.ts';
import { tiny, untold } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';

let stack: Stack;
let folder: string;
/** Requests that the function answered. */
let answered = 0;
test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-inbox-pictures-'));
  stack = await startStack({}, folder, ({ line }) => {
    if (line.includes('"message":"request"')) answered++;
  });
});
test.after.always(async () => {
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

const at = (key: string) => `${stack.endpoint}/v1/images/${encodeURIComponent(key)}`;

async function get(key: string, query = '', headers: Record<string, string> = {}) {
  const response = await fetch(`${at(key)}/picture${query}`, { headers });
  const body = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, body };
}

async function sizeOf(body: Buffer) {
  const { format, width, height } = await sharp(body).metadata();
  return { format, width, height };
}

/** Red above, blue below: upright it is twice as high as wide. */
function twoColours(width = 400, height = 800) {
  const half = { width, height: height / 2, channels: 3 as const };
  return sharp({ create: { width, height, channels: 3, background: '#1e1ec8' } }).composite([
    { input: { create: { ...half, background: '#c81e1e' } }, top: 0, left: 0 },
  ]);
}

const isRedAbove = async (body: Buffer) => {
  const { data, info } = await sharp(body).raw().toBuffer({ resolveWithObject: true });
  const pixel = (share: number) => {
    const start = (Math.floor(info.height * share) * info.width + Math.floor(info.width / 2)) * info.channels;
    return { red: data[start]!, blue: data[start + 2]! };
  };
  return pixel(0.25).red > 150 && pixel(0.75).blue > 150;
};

test.serial('a picture is as wide as asked, and never larger than the photo', async (t) => {
  await stack.analysed('large.jpg', await sample(5));
  await stack.analysed('small.png', await tiny(1));
  const sizes = [];
  for (const width of [160, 320, 640, 1280, 2560])
    sizes.push((await sizeOf((await get('large.jpg', `?width=${width}`)).body)).width);
  t.deepEqual(sizes, [160, 320, 640, 1280, 1920]);
  t.like(await sizeOf((await get('small.png', '?width=2560')).body), { width: 64, height: 64 });
});

test.serial('it is what the client likes best: WebP, or JPEG', async (t) => {
  for (const [accept, format] of [
    ['image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8', 'webp'],
    ['image/*', 'webp'],
    ['image/jpeg', 'jpeg'],
    ['image/png,image/jpeg;q=0.5', 'jpeg'],
  ] as const) {
    const { status, headers, body } = await get('small.png', '', { accept });
    t.is(status, 200);
    t.is(headers.get('content-type'), `image/${format}`);
    // What is kept is for that key alone.
    t.is(headers.get('vary'), 'accept, authorization');
    t.is((await sizeOf(body)).format, format);
  }
  t.is((await get('small.png', '', { accept: 'image/png' })).status, 406);
});

test.serial(
  'photos of every format are upright, and nothing of what else is in the file is in the picture',
  async (t) => {
    const turned = await sharp(await twoColours().png().toBuffer())
      .rotate(90)
      .jpeg()
      .withMetadata({ orientation: 8 })
      .toBuffer();
    const photos = {
      'turned.jpg': turned,
      'a.png': await twoColours().png().toBuffer(),
      'a.webp': await twoColours().webp().toBuffer(),
      'a.gif': await twoColours().gif().toBuffer(),
      'a.avif': await twoColours().avif().toBuffer(),
    };
    for (const [key, photo] of Object.entries(photos)) {
      await stack.analysed(key, photo);
      const { body } = await get(key, '?width=160');
      t.deepEqual(await sizeOf(body), { format: 'webp', width: 160, height: 320 }, key);
      t.true(await isRedAbove(body), key);
      const { exif, icc, xmp } = await sharp(body).metadata();
      t.deepEqual([exif, icc, xmp], [undefined, undefined, undefined]);
    }
  },
);

testWith('pillow-heif')('a HEIC is shown too', async (t) => {
  await stack.analysed('a.heic', await heic(await twoColours().png().toBuffer()));
  const { body } = await get('a.heic', '?width=160');
  t.deepEqual(await sizeOf(body), { format: 'webp', width: 160, height: 320 });
  t.true(await isRedAbove(body));
});

test.serial('of a long strip the picture is at most four times as high as wide', async (t) => {
  await stack.analysed('strip.png', await twoColours(100, 3000).png().toBuffer());
  t.deepEqual(await sizeOf((await get('strip.png', '?width=160')).body), {
    format: 'webp',
    width: 21,
    height: 640,
  });
});

test.serial(
  'a face is cut out with a margin, from pixels of the photo in full where there are few',
  async (t) => {
    const { faces } = (await stack.settled('large.jpg')) as Analysed;
    for (const [face, { box }] of faces.entries()) {
      const { body } = await get('large.jpg', `?width=160&face=${face}`);
      const { width, height } = await sizeOf(body);
      const expected = (box.height * 1398) / (box.width * 1920);
      t.true(Math.abs(height! / width! - expected) < 0.1, `${width} x ${height}, expected ${expected}`);
      t.true(width === 160 || width! >= 1.5 * box.width * 1920, `${width}`);
      const response = await fetch(`${stack.endpoint}/v1/recognise`, {
        method: 'POST',
        headers: { 'content-type': 'image/webp' },
        body: new Uint8Array((await get('large.jpg', `?width=640&face=${face}`)).body),
      });
      const found = (await response.json()) as Analysed;
      t.is(found.faceCount, 1);
      const { box: inCrop } = found.faces[0]!;
      t.true(Math.abs(inCrop.left + inCrop.width / 2 - 0.5) < 0.1, 'in the middle');
    }
  },
);

test.serial(
  'it is kept for good where its address names the version, and asked about again where not',
  async (t) => {
    const { etag } = (await stack.settled('large.jpg')) as Analysed;
    const kept = async (query: string) => (await get('large.jpg', query)).headers.get('cache-control');
    t.is(await kept(`?v=${etag}`), 'private, max-age=31536000, immutable');
    t.is(await kept(`?v=${etag}&face=0`), 'private, max-age=86400');
    t.is(await kept('?v=other'), 'private, no-cache');
    t.is(await kept(''), 'private, no-cache');
    const { headers } = await get('large.jpg');
    const tag = headers.get('etag')!;
    for (const known of [tag, `"x", W/${tag}`, '*']) {
      const { status, body } = await get('large.jpg', '', { 'if-none-match': known });
      t.is(status, 304, known);
      t.is(body.length, 0);
    }
    t.is((await get('large.jpg', '', { 'if-none-match': '"x"' })).status, 200);
    t.is((await get('large.jpg', '?width=320', { 'if-none-match': tag })).status, 200, 'of another width');
  },
);

test.serial(
  'twenty who ask for one picture at once all have it, and the function is not asked twenty times',
  async (t) => {
    const { body: before } = await get('large.jpg', '?width=1280&face=1');
    const from = answered;
    const asked = await Promise.all(Array.from({ length: 20 }, () => get('large.jpg', '?width=1280&face=2')));
    t.true(asked.every(({ status, body }) => status === 200 && body.equals(asked[0]!.body)));
    t.false(asked[0]!.body.equals(before));
    t.true(answered - from < 20, `${answered - from} requests`);
  },
);

async function keptFiles(): Promise<string[]> {
  const entries = await readdir(join(folder, 'cache/pictures'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

test.serial('of a photo that is replaced or deleted no picture is kept', async (t) => {
  const others = await keptFiles();
  t.true(others.length > 5, 'pictures are kept');
  await stack.analysed('mine.png', await twoColours().png().toBuffer());
  const first = await get('mine.png', '?width=160');
  t.is((await keptFiles()).length, others.length + 1);
  await stack.analysed('mine.png', await twoColours(800, 400).png().toBuffer());
  const second = await get('mine.png', '?width=160');
  t.notDeepEqual(await sizeOf(second.body), await sizeOf(first.body));
  t.is((await keptFiles()).length, others.length + 1, 'that of the photo before is gone');
  await stack.remove('mine.png');
  await stack.announced('mine.png');
  t.is((await get('mine.png', '?width=160')).status, 404);
  t.deepEqual((await keptFiles()).sort(), others.sort());
});

test.serial('what waits to be looked at is shown, and nothing of it is kept', async (t) => {
  const before = await keptFiles();
  await untold(stack, async () => stack.drop('waiting.png', await tiny(7)));
  t.like(await sizeOf((await get('waiting.png')).body), { width: 64 });
  t.is((await get('waiting.png', '?face=0')).status, 404);
  t.deepEqual((await keptFiles()).sort(), before.sort());
});

const problem = ({ body, headers }: Awaited<ReturnType<typeof get>>) => {
  if (headers.get('content-type') !== 'application/problem+json') throw new Error(`${body}`);
  return JSON.parse(String(body)) as { type: string };
};

test.serial('what cannot be shown is answered with its reason', async (t) => {
  await stack.analysed('bad.jpg', 'no image');
  await stack.analysed('cut.jpg', (await sample(1)).subarray(0, 3000));
  for (const [key, query, status, type] of [
    ['bad.jpg', '', 422, 'not-an-image'],
    ['cut.jpg', '', 422, 'damaged'],
    ['nothing.jpg', '', 404, 'no-such-image'],
    ['large.jpg', '?face=9', 404, 'no-such-face'],
    ['large.jpg', '?time=1', 404, 'no-such-time'],
    ['large.jpg', '?width=100', 400, 'bad-query'],
    ['large.jpg', '?face=-1', 400, 'bad-query'],
  ] as const) {
    const asked = await get(key, query);
    t.is(asked.status, status, `${key}${query}`);
    t.is(problem(asked).type, `urn:face-inbox:${type}`);
  }
});

test.serial(
  'a key that ends as the path of a picture does is a key where its slash is encoded',
  async (t) => {
    await stack.analysed('a/picture', await tiny(9));
    t.is(((await (await fetch(at('a/picture'))).json()) as Analysed).image, 'a/picture');
    t.is((await get('a/picture')).status, 200);
  },
);
