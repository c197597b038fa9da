/** To the second, in UTC: sorts as text, and means the same everywhere. */
export function second(iso: string): string {
  return iso.replace(/\.\d+Z$/, 'Z');
}

export function bytes(count: number): string {
  if (count < 1000) return `${count} bytes`;
  if (count < 1_000_000) return `${(count / 1000).toFixed(0)} kB`;
  return `${(count / 1_000_000).toFixed(1)} MB`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A time in a video: minutes, seconds and so many digits of their fraction, and hours where there are any. */
export function clock(seconds: number, digits = 1): string {
  const unit = 10 ** digits;
  const ticks = Math.round(seconds * unit);
  const [hours, minutes] = [Math.floor(ticks / (3600 * unit)), Math.floor(ticks / (60 * unit)) % 60];
  const rest = ((ticks % (60 * unit)) / unit).toFixed(digits).padStart(digits > 0 ? 3 + digits : 2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}
