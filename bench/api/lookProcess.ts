import { readFile } from 'node:fs/promises';
import { readSettings } from '../../config/settings.ts';
import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';
import { nameFaces } from '../../look/nameFaces.ts';
import { openLooker } from '../../look/openLooker.ts';

/** What `recognise` computes, asked by nobody over HTTP: photos by their paths, one at a time. */
const settings = readSettings();
const looker = await openLooker(settings);
const gallery = new MemoryGallery(looker.finder.space);
process.on('message', async (path: string) => {
  const { faces } = await looker.look(await readFile(path), {});
  await nameFaces(faces, gallery, looker.finder, settings);
  process.send!('done');
});
process.send!('ready');
