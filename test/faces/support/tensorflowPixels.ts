/**
 * Writes face-api's demo photos as TensorFlow's own JPEG decoder reads them, each as a PNG file:
 * `node tensorflowPixels.ts <folder>`.
 */
import { join } from 'node:path';
import sharp from 'sharp';
import { readSettings } from '../../../config/settings.ts';
import { openEngine } from '../../../faces/engine/openEngine.ts';
import { DEMO_FACES, readDemo, requireOf } from './project.ts';

interface TfjsNode {
  node: {
    decodeImage(
      bytes: Uint8Array,
      channels: 3,
    ): { shape: [height: number, width: number, channels: 3]; data(): Promise<Int32Array> };
  };
}

// The engine makes tfjs-node load on this Node.js.
await openEngine({ ...readSettings({}), engine: 'tfjs-node' });
const { node } = requireOf('tfjs-node')('@tensorflow/tfjs-node') as TfjsNode;
const [folder] = process.argv.slice(2);
const written: string[] = [];
for (const index of DEMO_FACES.keys()) {
  const decoded = node.decodeImage(await readDemo(index + 1), 3);
  const [height, width, channels] = decoded.shape;
  const path = join(folder!, `sample${index + 1}.png`);
  await sharp(Uint8Array.from(await decoded.data()), { raw: { width, height, channels } })
    .png({ compressionLevel: 1 })
    .toFile(path);
  written.push(path);
}
console.log(JSON.stringify({ written }));
