import test from 'ava';
import { readSettings } from '../../config/settings.ts';
import { overlap } from '../../faces/detect/Detection.ts';
import { openFinder } from '../../faces/Finder.ts';
import { euclidean } from '../../faces/match/Gallery.ts';
import manifest from '../../weights/manifest.json' with { type: 'json' };
import { convertModel, fileName, hash, NETWORKS } from '../../weights/models.ts';
import { look } from './support/look.ts';
import { DEMO_FACES, readDemo } from './support/project.ts';

for (const network of NETWORKS)
  for (const precision of ['int8', 'fp32'] as const)
    test.serial(`${network} converts to the bytes that the manifest names, ${precision}`, async (t) => {
      const hashes: Record<string, string> = manifest.models;
      t.is(hashes[fileName(network, precision)], hash(await convertModel(network, precision)));
    });

test.serial('8 bits find the faces that floats find, and describe them nearly alike', async (t) => {
  const [floats, bytes] = [
    await openFinder(readSettings({ PRECISION: 'fp32' })),
    await openFinder(readSettings({ PRECISION: 'int8' })),
  ];
  t.is(floats.space, bytes.space);
  const drifts: number[] = [];
  for (const index of DEMO_FACES.keys()) {
    const photo = await readDemo(index + 1);
    const wanted = await look(floats, photo);
    const found = await look(bytes, photo);
    t.is(found.length, wanted.length, `sample${index + 1}`);
    for (const face of wanted) {
      const same = found.find(({ box }) => overlap(box, face.box) > 0.85);
      if (!same) t.fail(`a face of sample${index + 1} is framed otherwise`);
      else if (face.plausible)
        drifts.push(
          euclidean(
            { descriptor: face.descriptor!, space: floats.space },
            { descriptor: same.descriptor!, space: bytes.space },
          ),
        );
    }
  }
  const mean = drifts.reduce((sum, drift) => sum + drift, 0) / drifts.length;
  t.log(`${drifts.length} faces: ${mean.toFixed(3)} on average, ${Math.max(...drifts).toFixed(3)} at most`);
  t.true(mean < 0.037, `${mean}`);
  t.true(Math.max(...drifts) < 0.12, `${Math.max(...drifts)}`);
});
