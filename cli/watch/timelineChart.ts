import { clock } from '../../terminal/clock.ts';
import { displayWidth, shorten } from '../../terminal/displayWidth.ts';
import { leftToRight } from '../../terminal/leftToRight.ts';
import { printable } from '../../terminal/printable.ts';
import { type Appearance, lengthOf, type Span } from './onScreen.ts';

export interface Chart {
  people: Appearance[];
  /** Seconds. */
  duration: number;
  missing: Span[];
}

/** A column of the screen: most of its time, some of it, none of it, and where nothing is known. */
const MARKS = { most: '█', some: '▒', none: '.', missing: '?' };
/** Names are shortened to this. */
const NAME_COLUMNS = 22;
const NARROWEST = 10;
const GAP = '  ';
/** Seconds between two marks of the axis. */
const STEPS = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200,
];

/**
 * Who is on the screen when: a line for each, below an axis of time.
 * @param columns that the lines may have; names are shortened for it
 */
export function timelineChart({ people, duration, missing }: Chart, columns: number): string {
  const seen = people.map(({ spans }) => clock(lengthOf(spans), 1));
  const similar = people.map(({ similarity }) => similarity?.toFixed(1) ?? '');
  const widths = [widest(['seen', ...seen]), widest(['similar', ...similar])] as const;
  const names = people.map(({ who }) => shorten(printable(who), NAME_COLUMNS));
  const name = widest(names);
  const bar = Math.max(NARROWEST, columns - name - widths[0] - widths[1] - 3 * GAP.length);
  const line = (first: string, middle: string, [a, b]: [string, string]) =>
    [
      leftToRight(first) + ' '.repeat(Math.max(0, name - displayWidth(first))),
      middle.padEnd(bar),
      a.padStart(widths[0]),
      b.padStart(widths[1]),
    ]
      .join(GAP)
      .trimEnd();
  const [labels, ruler] = axis(duration, bar);
  return [
    line('', labels, ['seen', 'similar']),
    line('', ruler, ['', '']),
    ...people.map(({ spans }, at) =>
      line(names[at]!, bars(spans, missing, duration, bar), [seen[at]!, similar[at]!]),
    ),
  ].join('\n');
}

const widest = (texts: string[]) => texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);

function bars(spans: Span[], missing: Span[], duration: number, columns: number): string {
  const column = duration / columns;
  let line = '';
  for (let at = 0; at < columns; at++) {
    const covered = share(spans, at * column, (at + 1) * column);
    if (covered >= 0.5) line += MARKS.most;
    else if (covered > 0) line += MARKS.some;
    else line += share(missing, at * column, (at + 1) * column) > 0 ? MARKS.missing : MARKS.none;
  }
  return line;
}

/** Of the time from one moment to another, what lies in the spans; spans without a length are there for a moment. */
function share(spans: Span[], from: number, to: number): number {
  let sum = 0;
  for (const span of spans) {
    if (span.from >= to || Math.max(span.to, span.from + Number.EPSILON) <= from) continue;
    sum += Math.max(Number.EPSILON, Math.min(span.to, to) - Math.max(span.from, from));
  }
  return to > from ? sum / (to - from) : 0;
}

/** Two lines: times, and a mark above which each begins. */
function axis(duration: number, columns: number): [string, string] {
  const digits = (step: number) => (step >= 1 ? 0 : step >= 0.1 ? 1 : 2);
  const fits = (step: number) => {
    const room = (step / duration) * columns;
    return clock(duration, digits(step)).length + 2 <= room;
  };
  const step = STEPS.find(fits) ?? Math.max(duration, STEPS[0]!);
  const labels = Array<string>(columns).fill(' ');
  const ruler = Array<string>(columns).fill('-');
  for (let number = 0; number * step <= duration; number++) {
    const at = Math.min(columns - 1, Math.floor((number * step * columns) / Math.max(duration, step)));
    ruler[at] = '|';
    const label = clock(number * step, digits(step));
    if (at + label.length <= columns) labels.splice(at, label.length, ...label);
  }
  return [labels.join(''), ruler.join('')];
}
