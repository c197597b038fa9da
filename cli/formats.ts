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
