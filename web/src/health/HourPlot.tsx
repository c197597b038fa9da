import { number } from '../parts/words.ts';
import type { Stats } from './stats.ts';

const WIDTH = 360;
const LEFT = 26;
const HEIGHT = 112;
const FOOT = 18;
const STEP = (WIDTH - LEFT) / 60;
const ROOM = HEIGHT - FOOT - 8;

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

/** Photos a minute in the last hour. Who does not see it has the table beside it. */
export function HourPlot({ stats: { at, lastHour } }: { stats: Stats }) {
  const { perMinute, rejectedPerMinute } = lastHour;
  const top = roundUp(Math.max(4, ...perMinute));
  const y = (many: number) => HEIGHT - FOOT - (ROOM * many) / top;
  const x = (minute: number) => LEFT + minute * STEP;
  const end = Date.parse(at);
  const timeAt = (minute: number) => TIME.format(end - (60 - minute) * 60_000);
  return (
    <svg class="hour-plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {[0, top / 2, top].map((many) => (
        <g key={many} class="grid">
          <line x1={LEFT} x2={WIDTH} y1={y(many)} y2={y(many)} />
          <text x={LEFT - 6} y={y(many) + 3.5} text-anchor="end">
            {number(many)}
          </text>
        </g>
      ))}
      {perMinute.map((many, minute) => {
        const refused = rejectedPerMinute[minute] ?? 0;
        return (
          <g key={minute}>
            <rect class="accepted" x={x(minute)} y={y(many)} width={STEP - 1} height={y(refused) - y(many)} />
            <rect class="refused" x={x(minute)} y={y(refused)} width={STEP - 1} height={y(0) - y(refused)} />
          </g>
        );
      })}
      {[0, 15, 30, 45].map((minute) => (
        <text key={minute} x={x(minute)} y={HEIGHT - 4}>
          {timeAt(minute)}
        </text>
      ))}
      <text x={WIDTH} y={HEIGHT - 4} text-anchor="end">
        now
      </text>
    </svg>
  );
}

/** To an even number whose half is a round one as well. */
function roundUp(many: number): number {
  const unit = 10 ** Math.floor(Math.log10(many));
  return (
    [1, 2, 4, 6, 8, 10].map((step) => step * unit).find((step) => step >= many && step % 2 === 0) ?? many
  );
}

/** The same as numbers, five minutes a row. */
export function HourTable({ stats: { at, lastHour } }: { stats: Stats }) {
  const end = Date.parse(at);
  const rows = Array.from({ length: 12 }, (_, row) => {
    const sum = (of: number[]) => of.slice(5 * row, 5 * row + 5).reduce((all, many) => all + many, 0);
    const from = TIME.format(end - (60 - 5 * row) * 60_000);
    return { from, looked: sum(lastHour.perMinute), refused: sum(lastHour.rejectedPerMinute) };
  }).reverse();
  return (
    <table class="hour-table">
      <caption class="visually-hidden">The last hour, five minutes a row, the newest first</caption>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">Photos looked at</th>
          <th scope="col">of these not accepted</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ from, looked, refused }) => (
          <tr key={from}>
            <th scope="row">{from}</th>
            <td>{number(looked)}</td>
            <td>{number(refused)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
