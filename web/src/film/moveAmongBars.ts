/**
 * With the arrows from one bar to the next: along a row, and to the row above or below.
 * @param choose is told the one that is in the order of the tabulator from now on, as its `data-bar`
 * @returns what the key does; undefined for nothing
 */
export function moveAmongBars(
  { key, target, currentTarget }: KeyboardEvent & { currentTarget: HTMLElement },
  choose: (bar: string) => void,
): (() => void) | undefined {
  const bar = (target as HTMLElement).dataset?.bar;
  if (bar === undefined) return undefined;
  const [row = 0, at = 0] = bar.split(' ').map(Number);
  const barOf = (of: number, number: number) =>
    currentTarget.querySelector<HTMLElement>(`[data-bar="${of} ${number}"]`);
  const ways: Record<string, () => HTMLElement | null | undefined> = {
    ArrowRight: () => barOf(row, at + 1),
    ArrowLeft: () => barOf(row, at - 1),
    ArrowDown: () => nearest(currentTarget, row + 1, target as HTMLElement),
    ArrowUp: () => nearest(currentTarget, row - 1, target as HTMLElement),
    Home: () => barOf(row, 0),
    End: () => [...currentTarget.querySelectorAll<HTMLElement>(`[data-bar^="${row} "]`)].at(-1),
  };
  const next = ways[key]?.();
  if (!next) return undefined;
  return () => {
    choose(next.dataset.bar!);
    next.focus();
    next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
}

function nearest(whole: HTMLElement, row: number, from: HTMLElement): HTMLElement | undefined {
  const here = from.getBoundingClientRect().left;
  const away = (bar: HTMLElement) => Math.abs(bar.getBoundingClientRect().left - here);
  return [...whole.querySelectorAll<HTMLElement>(`[data-bar^="${row} "]`)].sort(
    (a, b) => away(a) - away(b),
  )[0];
}
