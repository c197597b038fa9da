/**
 * Whether wrong enrolments are found out, and whether several photos of a person tell more than the nearest of them:
 * `npm run bench:enrolments -- DIR`.
 */
import { runSets } from './calibrate/runSets.ts';
import { measureFusion } from './enrolments/measureFusion.ts';
import { measureWrong } from './enrolments/measureWrong.ts';
import { showEnrolments } from './enrolments/showEnrolments.ts';

await runSets(
  'bench:enrolments',
  'Put photos under wrong names, and compare rules of how near a face is to a person of several photos.',
  (described, describer) =>
    showEnrolments(measureWrong(described.people, describer), measureFusion(described.people, describer)),
);
