/** Seconds as players write them: `1:05`, `1:02:03`, with tenths where asked for. */
export function clock(seconds: number, withTenths = false): string {
  const tenths = Math.round(Math.max(0, seconds) * 10);
  const whole = withTenths ? Math.floor(tenths / 10) : Math.round(Math.max(0, seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  const told = hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
  return withTenths ? `${told}.${tenths % 10}` : told;
}

const UNIT = { style: 'unit', unitDisplay: 'long', maximumFractionDigits: 0 } as const;
const SECONDS = new Intl.NumberFormat(undefined, { ...UNIT, unit: 'second' });
const MINUTES = new Intl.NumberFormat(undefined, { ...UNIT, unit: 'minute' });

/** In words: `12 seconds`, `3 minutes`. */
export function lasting(seconds: number): string {
  return seconds < 90 ? SECONDS.format(Math.max(1, Math.round(seconds))) : MINUTES.format(seconds / 60);
}
