import { InvalidArgumentError, Option } from 'commander';

export const wholeNumber =
  (low: number, high: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < low || value > high)
      throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`);
    return value;
  };

export const json = () => new Option('--json', 'print JSON, for programs');

export const limit = () =>
  new Option('--limit <n>', 'at most so many').default(50).argParser(wholeNumber(1, 1_000_000));

/** The first so many of what comes in pages. */
export async function firstOf<T>(pages: AsyncIterable<T[]>, count: number): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) {
    items.push(...page);
    if (items.length >= count) break;
  }
  return items.slice(0, count);
}
