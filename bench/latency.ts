/** Drop to event on an idle system, one photo at a time: `npm run bench:latency`. */
import { benchCommand, count } from './report/options.ts';
import { publish } from './report/publish.ts';
import { latencySections } from './system/latencySections.ts';
import { measureLatency } from './system/measureLatency.ts';

const { photos, json } = benchCommand(
  'latency',
  'Measures how long a photo takes from the drop to its event, on an idle local system.',
)
  .option('--photos <n>', 'how many, one at a time', count, 60)
  .parse()
  .opts<{ photos: number; json: boolean }>();

await publish('latency', json, async () => {
  const figures = await measureLatency(photos);
  return { figures, sections: latencySections(figures) };
});
