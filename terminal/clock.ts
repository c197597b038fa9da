/** A time in a video: minutes, seconds and so many digits of their fraction, and hours where there are any. */
export function clock(seconds: number, digits = 1): string {
  const unit = 10 ** digits;
  const ticks = Math.round(seconds * unit);
  const [hours, minutes] = [Math.floor(ticks / (3600 * unit)), Math.floor(ticks / (60 * unit)) % 60];
  const rest = ((ticks % (60 * unit)) / unit).toFixed(digits).padStart(digits > 0 ? 3 + digits : 2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}
