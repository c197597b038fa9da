/** Requests to the HTTP API against the engine alone: `npm run bench:api`. */
import { apiSections } from './api/apiSections.ts';
import { measureApi } from './api/measureApi.ts';
import { benchCommand, count } from './report/options.ts';
import { publish } from './report/publish.ts';

const { json, ...sizes } = benchCommand(
  'api',
  'Measures how many photos a second the HTTP API recognises, against as many engines that nobody asks over HTTP.',
)
  .option('--photos <n>', 'how many a round, of each', count, 120)
  .option('--rounds <n>', 'how often, in turn', count, 5)
  .parse()
  .opts<{ photos: number; rounds: number; json: boolean }>();

await publish('api', json, async () => {
  const figures = await measureApi(sizes);
  return { figures, sections: apiSections(figures) };
});
