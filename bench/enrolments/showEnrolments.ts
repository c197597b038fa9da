import { table } from '../../terminal/table.ts';
import type { FusionReport } from './measureFusion.ts';
import type { WrongReport } from './measureWrong.ts';

/** The figures for a terminal. */
export function showEnrolments(wrong: WrongReport, fusion: FusionReport): string {
  return [showWrong(wrong), ...fusion.sizes.map((size) => showSize(size, fusion.fars)), ''].join('\n\n');
}

function showWrong({ even, limit, sizes }: WrongReport): string {
  const heads = [
    'photos each',
    'right',
    'disagree',
    "another's",
    'wrong',
    'disagree',
    "another's",
    'either',
    'right beside it',
    'disagree',
  ];
  const rows = sizes.map(({ photos, right, wrong, blamed }) => [
    photos === undefined ? 'all' : String(photos),
    String(right.count),
    percent(right.disagree / right.count),
    percent(right.another / right.count),
    String(wrong.count),
    ...[wrong.disagree, wrong.another, wrong.either].map((some) => percent(some / wrong.count)),
    String(blamed.count),
    percent(blamed.disagree / blamed.count),
  ]);
  return (
    `Wrong enrolments: photos farther than ${even} from all others disagree; another's within ${limit.toFixed(3)}\n` +
    table(
      heads.map((title) => ({ title, right: true })),
      rows,
    )
  );
}

function showSize(
  { photos, people, searches, comparisons, rules }: FusionReport['sizes'][number],
  fars: number[],
): string {
  const heads = [
    'rule',
    ...fars.flatMap((far) => [`TAR at FAR ${percent(far)}`, '95 %', 'more than nearest, 95 %']),
  ];
  const span = ({ low, high }: { low: number; high: number }) => `${percent(low)} to ${percent(high)}`;
  const rows = rules.map(({ rule, rates }) => [
    rule,
    ...rates.flatMap(({ tar, interval, gain }) => [percent(tar), span(interval), span(gain)]),
  ]);
  return (
    `${photos} photos enrolled of each of ${people} people: ${searches} searches, ${comparisons} comparisons with others\n` +
    table(
      heads.map((title, at) => ({ title, right: at > 0 })),
      rows,
    )
  );
}

const percent = (share: number) => `${Number((100 * share).toFixed(2))} %`;
