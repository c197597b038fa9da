/** Where a panel's axes lie in the picture, in its pixels. */
export interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Tick {
  /** 0 at the axis' beginning, 1 at its end. */
  at: number;
  label: string;
}

/** The frame, its grid, tick labels, and what the axes are. */
export function axes(
  frame: Frame,
  x: { title: string; ticks: Tick[] },
  y: { title: string; ticks: Tick[] },
): string {
  const { left, top, width, height } = frame;
  const bottom = top + height;
  const columns = x.ticks.map(({ at, label }) => {
    const here = px(left + at * width);
    return (
      `<line class="grid" x1="${here}" y1="${top}" x2="${here}" y2="${bottom}"/>` +
      `<text class="tick" x="${here}" y="${bottom + 18}" text-anchor="middle">${escaped(label)}</text>`
    );
  });
  const rows = y.ticks.map(({ at, label }) => {
    const here = px(bottom - at * height);
    return (
      `<line class="grid" x1="${left}" y1="${here}" x2="${left + width}" y2="${here}"/>` +
      `<text class="tick" x="${left - 8}" y="${px(bottom - at * height + 4)}" text-anchor="end">${escaped(label)}</text>`
    );
  });
  return [
    ...columns,
    ...rows,
    `<line class="axis" x1="${left}" y1="${bottom}" x2="${left + width}" y2="${bottom}"/>`,
    `<text class="title" x="${px(left + width / 2)}" y="${bottom + 40}" text-anchor="middle">${escaped(x.title)}</text>`,
    `<text class="title" x="${left - 40}" y="${top - 26}">${escaped(y.title)}</text>`,
  ].join('\n');
}

/** A number of pixels, no longer than it must be. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Text as XML has it. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
