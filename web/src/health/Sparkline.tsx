/** The last hour in the size of a word, three minutes a bar. */
export function Sparkline({ perMinute }: { perMinute: number[] }) {
  const bars = Array.from({ length: 20 }, (_, at) =>
    perMinute.slice(3 * at, 3 * at + 3).reduce((sum, many) => sum + many, 0),
  );
  const most = Math.max(1, ...bars);
  return (
    <svg class="sparkline" viewBox="0 0 60 16" aria-hidden="true">
      {bars.map((many, at) => {
        const height = many === 0 ? 1 : 2 + (14 * many) / most;
        return <rect key={at} x={3 * at} y={16 - height} width="2" height={height} rx="0.5" />;
      })}
    </svg>
  );
}
