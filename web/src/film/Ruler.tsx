import { clock } from './clock.ts';

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
/** Pixels between two times that are written. */
const APART = 64;

/** Times along the film, so many pixels wide. */
export function Ruler({ duration, width }: { duration: number; width: number }) {
  const step = STEPS.find((one) => (one / duration) * width >= APART) ?? duration;
  const times = Array.from({ length: Math.floor(duration / step) + 1 }, (_, at) => at * step);
  return (
    <div class="ruler" aria-hidden="true">
      {times.map((time) => (
        <span key={time} style={{ left: `${(100 * time) / duration}%` }}>
          {clock(time, step < 1)}
        </span>
      ))}
    </div>
  );
}
