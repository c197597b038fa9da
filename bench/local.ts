/** The local services without any face work: `npm run bench:local`. */
import { localSections } from './local/localSections.ts';
import { type LocalSizes, measureLocal } from './local/measureLocal.ts';
import { benchCommand, count } from './report/options.ts';
import { publish } from './report/publish.ts';

const { json, ...sizes } = benchCommand(
  'local',
  'Measures the local services: drops to events through an empty function, bodies, listings, starts.',
)
  .option('--drops <n>', 'how many in all', count, 2000)
  .option('--waves <n>', 'in how many waves', count, 8)
  .option('--kilobytes <n>', 'of each drop', count, 10)
  .option('--megabytes <n>', 'of the bodies that are sent and read', count, 5)
  .option('--objects <n>', 'how many are listed', count, 5000)
  .option('--rounds <n>', 'of bodies and of listings', count, 6)
  .option('--starts <n>', 'how often a start is measured', count, 3)
  .parse()
  .opts<LocalSizes & { json: boolean }>();

await publish('local', json, async () => {
  const figures = await measureLocal(sizes);
  return { figures, sections: localSections(figures) };
});
