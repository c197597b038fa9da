/** Photos through the whole local system, with one and two processes: `npm run bench:throughput`. */
import { benchCommand, count } from './report/options.ts';
import { publish } from './report/publish.ts';
import { measureThroughput } from './system/measureThroughput.ts';
import { throughputSections } from './system/throughputSections.ts';

interface Options {
  processes: number[];
  photos: number;
  rounds: number;
  json: boolean;
}

const { processes, json, ...sizes } = benchCommand(
  'throughput',
  'Measures how many photos a second go through the whole local system, from the drop to the event.',
)
  .option(
    '--processes <n,n>',
    'how many processes of the function',
    (text) => text.split(',').map(count),
    [1, 2],
  )
  .option('--photos <n>', 'how many are dropped at once', count, 120)
  .option('--rounds <n>', 'how often', count, 5)
  .parse()
  .opts<Options>();

await publish('throughput', json, async () => {
  const figures = await measureThroughput(processes, sizes);
  return { figures, sections: throughputSections(figures) };
});
