import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Settings } from '../../config/settings.ts';
import type { ImageItem } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { openStore } from '../../store/openStore.ts';
import type { Local } from '../startLocal.ts';
import { cutFace } from './cutFace.ts';

/** face-api's own sample photos, which its package brings. */
const PHOTOS = ['sample1.jpg', 'sample2.jpg', 'sample3.jpg', 'sample4.jpg', 'sample5.jpg', 'sample6.jpg'];
const PERSON = 'somebody';
/** Of the first photo, in order of score: a woman who seems to be in the fourth photo as well. */
const FACE = 2;

/** Does the main job once, for somebody with no photo at hand. */
export async function runDemo(
  { clients, endpoint }: Local,
  settings: Settings,
  print: (line: string) => void,
): Promise<void> {
  const store = openStore(settings, clients);
  const folder = join(
    dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
    'demo',
  );
  const drop = async (key: string, body: Buffer) => {
    const { ETag } = await clients.s3.send(
      new PutObjectCommand({ Bucket: settings.bucket, Key: key, Body: body }),
    );
    return { key, etag: ETag!.replaceAll('"', ''), since: new Date().toISOString() };
  };
  const result = async ({ key, etag, since }: Awaited<ReturnType<typeof drop>>): Promise<ImageItem> => {
    for (;;) {
      const item = await getImage(store, key);
      if (item && 'etag' in item && item.etag === etag && item.analysedAt > since) return item;
      await wait(100);
    }
  };

  print('Demo: one face of a sample photo is enrolled, then six sample photos are dropped.\n');
  const first = await readFile(join(folder, PHOTOS[0]!));
  const found = await result(await drop(`demo/${PHOTOS[0]}`, first));
  if (found.status !== 'analysed') throw new Error(`The sample photo ended as ${found.status}.`);
  await result(await drop(`people/${PERSON}/face.png`, await cutFace(first, found.faces[FACE]!.box)));
  const dropped = await Promise.all(
    PHOTOS.map(async (name) => drop(`demo/${name}`, await readFile(join(folder, name)))),
  );
  const items = await Promise.all(dropped.map(result));

  const where = items.filter((item) => item.status === 'analysed' && item.people?.has(PERSON));
  print(
    `\nDemo done: ${items.length} photos, ${PERSON} is in ${where.map(({ image }) => image).join(' and ')}.\n` +
      `Look closer: npx face-inbox who demo/${PHOTOS[0]}${endpoint.endsWith(':4566') ? '' : ` --endpoint ${endpoint}`}\n`,
  );
}
