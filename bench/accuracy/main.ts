import { writeFile } from 'node:fs/promises';
import { CommanderError } from 'commander';
import { SettingError } from '../../config/SettingError.ts';
import { describeError } from '../../terminal/describeError.ts';
import { printableJson } from '../../terminal/printable.ts';
import { AccuracyError } from './AccuracyError.ts';
import { accuracyChart } from './chart/accuracyChart.ts';
import { openDescriber } from './describePhoto.ts';
import { parseOptions } from './parseOptions.ts';
import { readSet } from './readSet.ts';
import { runAccuracy } from './runAccuracy.ts';
import { showReport } from './showReport.ts';

const WRONG_INPUT = 2;

try {
  const options = parseOptions(process.argv.slice(2));
  const set = await readSet(options);
  const measured = await runAccuracy(options, set, await openDescriber());
  const json = JSON.stringify(measured.report, undefined, 2).split('\n').map(printableJson).join('\n');
  if (options.json === '-') process.stdout.write(`${json}\n`);
  else process.stdout.write(`${showReport(measured.report)}\n`);
  if (options.json !== undefined && options.json !== '-') await writeFile(options.json, `${json}\n`);
  if (options.svg !== undefined) await writeFile(options.svg, accuracyChart(measured));
} catch (error) {
  // Commander has said what is wrong already.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : WRONG_INPUT;
  else {
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = error instanceof AccuracyError || error instanceof SettingError ? WRONG_INPUT : 1;
  }
}
