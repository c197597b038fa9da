import type { Item, PriceTable } from '../Prices.ts';

/** One line of a bill. */
export interface Line {
  what: string;
  item: Item;
  /** In the item's unit. */
  quantity: number;
  unit: string;
  /** USD of one unit. */
  price: number;
  usd: number;
  /** USD where the account's free units of the month are used for nothing else; of several lines of one item, all together. */
  usdBeyondFree: number;
}

export interface Position {
  what: string;
  item: Item;
  quantity: number;
}

/** Prices the positions; free units go to the first lines of an item. */
export function priced(positions: Position[], table: PriceTable, region: string): Line[] {
  const free = new Map<Item, number>();
  return positions.map(({ what, item, quantity }) => {
    const { unit, regions, freeEachMonth = 0 } = table.prices[item];
    const price = regions[region]!;
    const left = free.get(item) ?? freeEachMonth;
    const used = Math.min(left, quantity);
    free.set(item, left - used);
    return {
      ...{ what, item, quantity, unit, price },
      usd: quantity * price,
      usdBeyondFree: (quantity - used) * price,
    };
  });
}

export function total(lines: Line[]): number {
  return lines.reduce((sum, { usd }) => sum + usd, 0);
}
