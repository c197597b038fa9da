/** Writes face-api's demo photos as TensorFlow's own JPEG decoder reads them: `node tensorflowPixels.ts <folder>`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEngine } from '../../../faces/engine/openEngine.ts';
import { DEMO_FACES, readDemo, requireTfjsNode } from './project.ts';

interface TfjsNode {
  node: { decodeImage(bytes: Uint8Array, channels: 3): { shape: number[]; data(): Promise<Int32Array> } };
}

// The engine makes tfjs-node load on this Node.js.
await openEngine('tfjs-node');
const { node } = requireTfjsNode('@tensorflow/tfjs-node') as TfjsNode;
const folder = process.argv[2]!;
for (const index of DEMO_FACES.keys()) {
  const pixels = await node.decodeImage(await readDemo(index + 1), 3).data();
  await writeFile(join(folder, `sample${index + 1}.rgb`), Uint8Array.from(pixels));
}
console.log(JSON.stringify({ written: DEMO_FACES.length }));
