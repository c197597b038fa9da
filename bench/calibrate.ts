/** Fits how near strangers come to photos of people: `npm run calibrate -- DIR`. */
import { calibrate } from './calibrate/calibrate.ts';
import { runSets } from './calibrate/runSets.ts';
import { showCalibration } from './calibrate/showCalibration.ts';

await runSets(
  'calibrate',
  'Fit how near people who are alike come, and from it the distance limit.',
  (described, describer) => showCalibration(calibrate(described, describer.distance), describer),
);
