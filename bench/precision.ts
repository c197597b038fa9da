/** Two engines, by default the two precisions of one, on the same photos: `npm run bench:precision`. */
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { type Contestant, contestantsNamed } from './engine/contestants.ts';
import { SAMPLES } from './engine/samplePhotos.ts';
import { measurePrecision } from './precision/measurePrecision.ts';
import { precisionSections } from './precision/precisionSections.ts';
import { benchCommand, count } from './report/options.ts';
import { publish } from './report/publish.ts';

interface Options {
  between: [Contestant, Contestant];
  photos?: string;
  samples: number;
  json: boolean;
}

const { between, photos, samples, json } = benchCommand(
  'precision',
  'Measures how far two engines agree on the same photos, and how fast each of their networks is.',
)
  .option('--between <names>', 'the reference and the trial', two, two('onnx fp32,onnx int8'))
  .option('--photos <dir>', "a folder of more photos than face-api's demo photos, at any depth")
  .option('--samples <n>', "how many of face-api's demo photos", count, SAMPLES)
  .parse()
  .opts<Options>();

await publish('precision', json, async () => {
  // npm changes to the project's folder; a relative path means the folder that npm was called in.
  const folder = photos === undefined ? undefined : resolve(process.env.INIT_CWD ?? '.', photos);
  const figures = await measurePrecision(between, { samples, folder });
  return { figures, sections: precisionSections(figures) };
});

function two(names: string): [Contestant, Contestant] {
  const [reference, trial, ...others] = contestantsNamed(names);
  if (!reference || !trial || others.length > 0)
    throw new InvalidArgumentError('It must be two engines, separated by a comma.');
  return [reference, trial];
}
