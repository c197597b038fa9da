/** From a time up to another, in seconds. */
export interface Span {
  from: number;
  to: number;
}

/** As close as the ends of frames are that follow each other: half a millisecond, the rounding of Matroska's ticks. */
const CLOSE = 0.0011;

/** The times of frames that follow each other, made one. */
export function spansOf(frames: { timestamp: number; duration: number }[]): Span[] {
  const spans: Span[] = [];
  for (const { timestamp, duration } of [...frames].sort((one, other) => one.timestamp - other.timestamp)) {
    const last = spans.at(-1);
    const to = timestamp + duration;
    if (last && timestamp <= last.to + CLOSE) last.to = Math.max(last.to, to);
    else spans.push({ from: timestamp, to });
  }
  return spans;
}
