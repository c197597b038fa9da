import { table } from '../../terminal/table.ts';
import type { InOrders } from './inOrders.ts';

/** The figures for a terminal. */
export function showGroups(measured: [string, InOrders][]): string {
  const heads = ['people', 'number', 'faces', 'groups', 'precision', 'recall', 'alike', 'ms a face'];
  const rows = measured.map(([name, one]) => [
    name,
    one.people.toLocaleString('en'),
    one.faces.toLocaleString('en'),
    one.groups.toLocaleString('en'),
    // Of people with one photo each no pair is right.
    ...[one.precision, one.recall, one.likeness].map((share) =>
      one.faces === one.people ? '' : `${(100 * share).toFixed(1)} %`,
    ),
    one.milliseconds.toFixed(3),
  ]);
  return `${table(
    heads.map((title, at) => ({ title, right: at > 0 })),
    rows,
  )}\n`;
}
