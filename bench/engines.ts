/** The engines side by side in one run: `npm run bench:engines`. */
import { CONTESTANTS, type Contestant, contestantsNamed } from './engine/contestants.ts';
import { enginesSections } from './engine/enginesSections.ts';
import { measureEngines } from './engine/measureEngines.ts';
import { SAMPLES } from './engine/samplePhotos.ts';
import { benchCommand, count } from './report/options.ts';
import { publish } from './report/publish.ts';

interface Options {
  engines: Contestant[];
  rounds: number;
  starts: number;
  samples: number;
  json: boolean;
}

const names = CONTESTANTS.map(({ name }) => name).join(',');
const { engines, json, ...sizes } = benchCommand(
  'engines',
  'Measures all engines side by side, interleaved, with one thread each.',
)
  .option('--engines <names>', 'which, separated by commas', contestantsNamed, contestantsNamed(names))
  .option('--rounds <n>', 'how often each photo is analysed', count, 7)
  .option('--starts <n>', 'how often each engine is started afresh, for each size of photo', count, 3)
  .option('--samples <n>', `how many of the ${SAMPLES} photos`, count, SAMPLES)
  .parse()
  .opts<Options>();
await publish('engines', json, async () => {
  const figures = await measureEngines(engines, sizes);
  return { figures, sections: enginesSections(figures) };
});
