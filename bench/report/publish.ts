import { describeError } from '../../terminal/describeError.ts';
import { type Column, table } from '../../terminal/table.ts';
import { wrap } from '../../terminal/wrap.ts';
import { amount } from './amount.ts';
import { type Machine, machine } from './machine.ts';
import type { Target } from './Target.ts';

/** What every benchmark measures, beside figures of its own. */
export interface Figures {
  targets: Target[];
}

/** A table under a title, a text under a title, or both. */
export interface Section {
  title: string;
  heads?: Column[];
  rows?: string[][];
  /** How the table is to be read; lines of any length. */
  note?: string;
}

/** A benchmark's result as JSON gives it. */
export type Report<F extends Figures> = { benchmark: string; machine: Machine } & F;

/** So many columns a terminal has at least. */
const WIDTH = 80;

/**
 * Runs one benchmark and prints its result: the JSON alone, or tables for people. Where it fails, says why on stderr
 * and sets the exit code.
 */
export async function publish<F extends Figures>(
  benchmark: string,
  json: boolean,
  measure: () => Promise<{ figures: F; sections: Section[] }>,
): Promise<void> {
  try {
    const { figures, sections } = await measure();
    const report: Report<F> = { benchmark, machine: machine(), ...figures };
    process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : inTables(report, sections));
  } catch (error) {
    process.stderr.write(`The benchmark ${benchmark} failed: ${describeError(error)}\n`);
    process.exitCode = 1;
  }
}

/** The result in lines of at most 80 columns. */
export function inTables(report: Report<Figures>, sections: Section[]): string {
  const all = report.targets.length === 0 ? sections : [...sections, targetsSection(report.targets)];
  const parts = all.map(({ title, heads, rows = [], note }) =>
    [title, heads && table(heads, rows, WIDTH), note && wrapped(note)]
      .filter((part) => part !== undefined)
      .join('\n'),
  );
  return `${[header(report), ...parts].join('\n\n')}\n\n`;
}

function wrapped(text: string): string {
  const lines = text.split('\n');
  return lines.map((line) => wrap(line, WIDTH)).join('\n');
}

function header({ benchmark, machine: { processor, cores, memoryMb, system, versions } }: Report<Figures>) {
  const { node, ...packages } = versions;
  const named = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  const of = `${processor}, ${cores} cores, ${Math.round(memoryMb / 1024)} GB, ${system}, Node.js ${node}`;
  return [`== ${benchmark}`, wrap(of, WIDTH), wrap(named.join(', '), WIDTH)].join('\n');
}

function targetsSection(targets: Target[]): Section {
  return {
    title: 'Targets',
    heads: [
      { title: 'what' },
      { title: 'measured', right: true },
      { title: 'wanted', right: true },
      { title: '' },
    ],
    rows: targets.map(({ what, value, rule, limit, unit, met }) => [
      what,
      withUnit(amount(value), unit),
      `${rule} ${withUnit(String(limit), unit)}`,
      met ? 'met' : 'MISSED',
    ]),
  };
}

function withUnit(figure: string, unit: Target['unit']): string {
  return unit === '' ? figure : `${figure} ${unit}`;
}
