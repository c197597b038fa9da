/** How well faces of unknown people are grouped, in any order of arrival: `npm run bench:groups -- DIR`. */
import { runSets } from './calibrate/runSets.ts';
import { measureGroups } from './groups/measureGroups.ts';
import { showGroups } from './groups/showGroups.ts';

await runSets(
  'bench:groups',
  'Group the faces of real and of synthetic people, and tell how far the groups are the people.',
  (described, describer) => showGroups(measureGroups(described, describer)),
);
