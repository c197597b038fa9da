/**
 * Whether a value names a person anywhere within: a text that is the name, or the key of a photo that enrols them.
 * Names of attributes count as well. A name that is but a part of a longer text (`ann` in `joanna.jpg`) does not.
 */
export function mentions(value: unknown, person: string, isTheirs: (key: string) => boolean): boolean {
  if (typeof value === 'string') return value === person || isTheirs(value);
  if (value instanceof Uint8Array || value === null || typeof value !== 'object') return false;
  const parts = value instanceof Set || Array.isArray(value) ? [...value] : Object.entries(value).flat();
  return parts.some((part) => mentions(part, person, isTheirs));
}
