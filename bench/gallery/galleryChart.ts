import { axes, escaped, type Frame, px, type Tick } from '../accuracy/chart/axes.ts';
import type { GalleryFigures } from './measureGallery.ts';

const [WIDTH, HEIGHT, TOP] = [1140, 420, 110];
const SIZE = { width: 290, height: 230 };

/** A line of a panel: values by the number of photos. */
interface Line {
  name: string;
  points: { photos: number; value: number }[];
}

/** Text at 4.5 to 1 or more on its ground, lines at 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11). */
const colours = (ground: string, text: string, faint: string, grid: string, lines: string[]) => `
.ground { fill: ${ground}; }
text { fill: ${text}; }
.tick, .note { fill: ${faint}; }
.grid { stroke: ${grid}; }
.axis { stroke: ${faint}; }
${lines.map((colour, at) => `.line${at} { stroke: ${colour}; fill: none; stroke-width: 2; } .name${at} { fill: ${colour}; }`).join('\n')}`;

const STYLE = `
text { font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
.head { font-size: 15px; font-weight: 600; }${colours('#ffffff', '#1f2328', '#59636e', '#e4e7eb', ['#bc4c00', '#0969da', '#8250df', '#1a7f37'])}
@media (prefers-color-scheme: dark) {${colours('#0d1117', '#f0f6fc', '#9198a1', '#2a313c', ['#f0883e', '#58a6ff', '#bc8cff', '#3fb950'])}
}`;

/** An SVG with the time of a search, the memory and the recall, against the number of enrolled photos. */
export function galleryChart({ sizes, index }: GalleryFigures): string {
  const time = (name: 'plain loop' | 'gallery' | 'usearch', as: string): Line => ({
    name: as,
    points: sizes.map(({ photos, times }) => ({
      photos,
      value: times.find((one) => one.name === name)!.ms.median,
    })),
  });
  const ofIndex = (value: (one: GalleryFigures['index'][number]) => number) =>
    index.map((one) => ({ photos: one.photos, value: value(one) }));
  const none = (name: string): Line => ({ name, points: [] });
  const times = [
    time('plain loop', 'plain loop'),
    time('gallery', 'memory'),
    time('usearch', 'usearch, exact'),
    { name: 'index', points: ofIndex(({ ms }) => ms.median) },
  ];
  const memory = sizes.map(({ photos, bytesEach }) => ({ photos, value: (bytesEach * photos) / 2 ** 20 }));
  const memories = [
    none(''),
    { name: 'memory, the gallery alone', points: memory },
    none(''),
    { name: 'index, the whole process', points: ofIndex(({ peakMb }) => peakMb) },
  ];
  const recalls = [
    none(''),
    { name: 'memory', points: memory.map(({ photos }) => ({ photos, value: 100 })) },
    none(''),
    { name: 'index, of people', points: ofIndex(({ recall }) => 100 * recall.enrolled) },
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">
<title>Searching a gallery: time, memory and recall against the number of enrolled photos</title>
<style>${STYLE}
</style>
<rect class="ground" width="${WIDTH}" height="${HEIGHT}"/>
<text class="head" x="24" y="32">Searching a gallery, against the number of enrolled photos</text>
${panel({ left: 64, top: TOP, ...SIZE }, 'ms a face', times, decades(times))}
${panel({ left: 444, top: TOP, ...SIZE }, 'MB', memories, decades(memories))}
${panel({ left: 824, top: TOP, ...SIZE }, 'recall at 1, %', recalls, percents)}
</svg>
`;
}

interface Scale {
  ticks: Tick[];
  at(value: number): number;
}

/** Whole decades that hold all values of the lines. */
function decades(lines: Line[]): Scale {
  return logarithmic(lines.flatMap(({ points }) => points.map(({ value }) => value)));
}

function logarithmic(values: number[]): Scale {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const at = (value: number) => (Math.log10(value) - low) / (high - low);
  const ticks = Array.from({ length: high - low + 1 }, (_, step) => 10 ** (low + step));
  return {
    at,
    ticks: ticks.map((value) => ({
      at: at(value),
      label: Number(value.toPrecision(1)).toLocaleString('en'),
    })),
  };
}

const LEAST_PERCENT = 98;
const percents: Scale = {
  at: (value) => Math.max(0, (value - LEAST_PERCENT) / (100 - LEAST_PERCENT)),
  ticks: [98, 98.5, 99, 99.5, 100].map((value) => ({
    at: (value - LEAST_PERCENT) / (100 - LEAST_PERCENT),
    label: `${value}`,
  })),
};

function panel(frame: Frame, title: string, lines: Line[], y: Scale): string {
  const x = logarithmic(lines.flatMap(({ points }) => points.map(({ photos }) => photos)));
  const { left, top, width, height } = frame;
  let named = 0;
  const drawn = lines.map(({ name, points }, at) => {
    if (points.length === 0) return '';
    const places = points.map(
      ({ photos, value }) => `${px(left + x.at(photos) * width)},${px(top + height - y.at(value) * height)}`,
    );
    const label = `<text class="name${at}" x="${left + 8}" y="${top + 16 + 16 * named++}">${escaped(name)}</text>`;
    return `<polyline class="line${at}" points="${places.join(' ')}"/>${label}`;
  });
  return [
    axes(frame, { title: 'enrolled photos', ticks: x.ticks }, { title, ticks: y.ticks }),
    ...drawn,
  ].join('\n');
}
