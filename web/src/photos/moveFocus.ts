/** With the arrows from one photo of the list to the next: by place to the sides, by what is nearest up and down. */
export function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('a.photo')];
  const at = links.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  const next = nextOf(event.key, links, at);
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}

function nextOf(key: string, links: HTMLElement[], at: number): HTMLElement | undefined {
  const isRightToLeft = getComputedStyle(links[at]!).direction === 'rtl';
  if (key === 'ArrowRight') return links[isRightToLeft ? at - 1 : at + 1];
  if (key === 'ArrowLeft') return links[isRightToLeft ? at + 1 : at - 1];
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined;
  const here = links[at]!.getBoundingClientRect();
  const middle = here.left + here.width / 2;
  const isBeyond = (top: number) => (key === 'ArrowDown' ? top > here.top + 1 : top < here.top - 1);
  const boxes = links.map((link) => ({ link, box: link.getBoundingClientRect() }));
  const rows = boxes.filter(({ box }) => isBeyond(box.top));
  const tops = rows.map(({ box }) => box.top);
  const row = key === 'ArrowDown' ? Math.min(...tops) : Math.max(...tops);
  const distance = ({ box }: { box: DOMRect }) => Math.abs(box.left + box.width / 2 - middle);
  return rows.filter(({ box }) => Math.abs(box.top - row) < 1).sort((a, b) => distance(a) - distance(b))[0]
    ?.link;
}
