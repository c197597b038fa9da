/** How many strangers are named, of real people and of many synthetic ones: `npm run bench:strangers -- DIR`. */
import { runSets } from './calibrate/runSets.ts';
import { measureStrangers } from './strangers/measureStrangers.ts';
import { showStrangers } from './strangers/showStrangers.ts';

await runSets(
  'bench:strangers',
  'Search strangers in galleries of real and synthetic people, and tell how many are named.',
  (described, describer) => showStrangers(measureStrangers(described, describer)),
);
