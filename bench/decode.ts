/** What decoding costs, step by step, and the memory it takes: `npm run bench:decode`. */
import { decodingSections } from './decoding/decodingSections.ts';
import { measureDecoding } from './decoding/measureDecoding.ts';
import { benchCommand, count } from './report/options.ts';
import { publish } from './report/publish.ts';

const { rounds, json } = benchCommand(
  'decode',
  'Measures decoding JPEGs of usual sizes, interleaved, with one thread, and the memory for 50 megapixels.',
)
  .option('--rounds <n>', 'how often each is decoded', count, 15)
  .parse()
  .opts<{ rounds: number; json: boolean }>();
await publish('decode', json, async () => {
  const figures = await measureDecoding(rounds);
  return { figures, sections: decodingSections(figures) };
});
