/**
 * Prints what one engine finds in photos, with face-api's own crop and one look at each: `node facesIn.ts <engine>
 * <file>...`. A script, because one process runs one engine of TensorFlow.js.
 */
import { readFile } from 'node:fs/promises';
import { readSettings } from '../../../config/settings.ts';
import { openFinder } from '../../../faces/Finder.ts';
import type { Rect } from '../../../faces/Picture.ts';
import { look } from './look.ts';
import { AS_FACE_API } from './project.ts';

export interface FacesIn {
  engine: string;
  /** For each photo its faces, best score first. */
  photos: FoundFace[][];
}
export interface FoundFace {
  /** In pixels of the photo, as the points are. */
  box: Rect;
  score: number;
  /** 68 points: x, y, x, y, ... */
  landmarks: number[];
  descriptor: number[];
}

const [engine, ...files] = process.argv.slice(2);
const finder = await openFinder(readSettings({ ...AS_FACE_API, FACE_ENGINE: engine }));
const found: FacesIn = { engine: finder.engine.name, photos: [] };
for (const file of files) {
  const faces = await look(finder, await readFile(file));
  found.photos.push(
    faces.map(({ box, score, landmarks, descriptor }) => ({
      box,
      score,
      landmarks: landmarks.flatMap(({ x, y }) => [x, y]),
      descriptor: Array.from(descriptor ?? []),
    })),
  );
}
console.log(JSON.stringify(found));
