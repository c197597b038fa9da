/** From the start of a packaged function's process to its first result: `npm run bench:cold`. */
import { coldSections } from './cold/coldSections.ts';
import { measureCold } from './cold/measureCold.ts';
import { benchCommand, count } from './report/options.ts';
import { publish } from './report/publish.ts';

const { rounds, json } = benchCommand(
  'cold',
  "Measures the cold start of the packaged function, under AWS's runtime client (npm run tool:lambda-ric) and our own.",
)
  .option('--rounds <n>', 'how many processes of each', count, 7)
  .parse()
  .opts<{ rounds: number; json: boolean }>();

await publish('cold', json, async () => {
  const figures = await measureCold(rounds);
  return { figures, sections: coldSections(figures) };
});
