/**
 * Prints what one engine finds in face-api's demo photos: `node facesOfDemo.ts <engine> [<folder>]`, the folder as
 * tensorflowPixels.ts fills it. A script, because one process runs one engine.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineName } from '../../../config/settings.ts';
import { decode } from '../../../faces/decode/decode.ts';
import { openEngine } from '../../../faces/engine/openEngine.ts';
import { findFaces } from '../../../faces/findFaces.ts';
import type { Picture, Rect } from '../../../faces/Picture.ts';
import { DEMO_FACES, MAX_PIXELS, readDemo } from './project.ts';

export interface FacesOfDemo {
  engine: string;
  /** For each photo its faces, best score first: from sharp's pixels and from TensorFlow's. */
  sharp: FoundFace[][];
  tensorflow?: FoundFace[][];
}
export interface FoundFace {
  box: Rect;
  descriptor: number[];
}

const [engineName, folder] = process.argv.slice(2);
const engine = await openEngine(engineName as EngineName);

async function look(picture: Picture): Promise<FoundFace[]> {
  const { faces } = await findFaces(picture, engine, 0.5);
  return faces.map(({ box, descriptor }) => ({ box, descriptor: Array.from(descriptor ?? []) }));
}

const found: FacesOfDemo = { engine: engine.name, sharp: [], ...(folder && { tensorflow: [] }) };
for (const index of DEMO_FACES.keys()) {
  const photo = await decode(await readDemo(index + 1), MAX_PIXELS);
  found.sharp.push(await look(photo));
  if (folder)
    found.tensorflow!.push(
      await look({ ...photo, rgb: await readFile(join(folder, `sample${index + 1}.rgb`)) }),
    );
}
console.log(JSON.stringify(found));
