import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Settings } from '../../config/settings.ts';
import { cutFace } from '../../faces/decode/cutFace.ts';
import { getImage } from '../../store/images.ts';
import { openStore } from '../../store/openStore.ts';
import { resultOf, type Sent } from '../../store/resultOf.ts';
import type { Local } from '../startLocal.ts';
import { endpointOption } from '../welcome.ts';

/** face-api's own sample photos, which its package brings. */
const PHOTOS = ['sample1.jpg', 'sample2.jpg', 'sample3.jpg', 'sample4.jpg', 'sample5.jpg', 'sample6.jpg'];
const FOLDER = join(
  dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
  'demo',
);
const PERSON = 'somebody';
/** Of the first photo, in order of score: a woman who seems to be in the third photo as well. */
const FACE = 2;
const PATIENCE_MS = 120_000;

/** Does the main job once, for somebody with no photo at hand. @throws where it comes to no end. */
export async function runDemo(
  { clients, endpoint }: Local,
  settings: Settings,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const store = openStore(settings, clients);
  const until = AbortSignal.timeout(PATIENCE_MS);
  const drop = async (Key: string, Body: Buffer): Promise<Sent> => {
    const before = (await getImage(store, Key))?.sequencer;
    const { ETag } = await clients.s3.send(new PutObjectCommand({ Bucket: settings.bucket, Key, Body }));
    return { key: Key, etag: ETag!.replaceAll('"', ''), before };
  };
  const result = async (sent: Sent) => {
    const item = await resultOf(store, sent, signal, until);
    if (item?.status === 'rejected') throw new Error(`${sent.key} was rejected: ${item.message}`);
    if (!item || item.kind) throw new Error(`${sent.key} has no result yet`);
    return item;
  };

  print('Demo: one face of a sample photo is enrolled, then six sample photos are dropped.\n');
  const first = await readFile(join(FOLDER, PHOTOS[0]!));
  const { faces } = await result(await drop(`demo/${PHOTOS[0]}`, first));
  const face = faces[FACE] ?? faces[0];
  if (!face) throw new Error(`No face was found in ${PHOTOS[0]}; see DETECT_MIN_SCORE.`);
  await result(await drop(`people/${PERSON}/face.png`, await cutFace(first, face.box)));
  const dropped = await Promise.all(
    PHOTOS.map(async (name) => drop(`demo/${name}`, await readFile(join(FOLDER, name)))),
  );
  const items = await Promise.all(dropped.map(result));

  const where = items.filter((item) => item.status === 'analysed' && item.people?.has(PERSON));
  print(
    `\nDemo done: ${items.length} photos, ${PERSON} is in ${where.map(({ image }) => image).join(' and ') || 'none'}.\n` +
      `Look closer: npx face-inbox who demo/${PHOTOS[0]}${endpointOption(endpoint)}\n`,
  );
}
