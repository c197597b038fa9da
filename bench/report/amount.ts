/** A figure with about three digits, as tables show it: more would claim what no measurement holds. */
export function amount(value: number | undefined): string {
  if (value === undefined) return '-';
  const size = Math.abs(value);
  return value.toFixed(size === 0 || size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}
