import { basename, resolve } from 'node:path';
import type { Measured } from '../runAccuracy.ts';
import { escaped } from './axes.ts';
import { histogramPanel } from './histogramPanel.ts';
import { rocPanel } from './rocPanel.ts';

const WIDTH = 960;
const HEIGHT = 436;
const TOP = 118;
const SIZE = { width: 390, height: 250 };

interface Scheme {
  ground: string;
  text: string;
  faint: string;
  grid: string;
  genuine: string;
  impostor: string;
}
/** Text at 4.5 to 1 or more on its ground, lines and areas at 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11). */
const LIGHT: Scheme = {
  ground: '#ffffff',
  text: '#1f2328',
  faint: '#59636e',
  grid: '#e4e7eb',
  genuine: '#0969da',
  impostor: '#bc4c00',
};
const DARK: Scheme = {
  ground: '#0d1117',
  text: '#f0f6fc',
  faint: '#9198a1',
  grid: '#2a313c',
  genuine: '#58a6ff',
  impostor: '#f0883e',
};

/** No custom properties: renderers other than browsers know none, and those without media queries draw it light. */
const colours = ({ ground, text, faint, grid, genuine, impostor }: Scheme) => `
text { fill: ${text}; }
.tick, .note { fill: ${faint}; }
.ground { fill: ${ground}; }
.grid { stroke: ${grid}; }
.axis { stroke: ${faint}; }
.mark { stroke: ${text}; }
.roc { stroke: ${genuine}; }
.genuine { fill: ${genuine}; stroke: ${genuine}; }
.impostor { fill: ${impostor}; stroke: ${impostor}; }`;

const STYLE = `
text { font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
.head { font-size: 15px; font-weight: 600; }
.mark { stroke-dasharray: 3 3; }
.roc { stroke-width: 2; fill: none; }
.genuine, .impostor { fill-opacity: 0.45; }${colours(LIGHT)}
@media (prefers-color-scheme: dark) {${colours(DARK)}
}`;

/** An SVG with the ROC, its FAR on a logarithmic axis, and the distances of both kinds of pairs. */
export function accuracyChart({ report, genuine, impostor }: Measured): string {
  const frame = (left: number) => ({ left, top: TOP, ...SIZE });
  const marks = report.tarAtFar.flatMap(({ asked, distance }) =>
    distance === null ? [] : [{ distance, label: `FAR ${percent(asked)}` }],
  );
  const { value } = report.eer;
  const note =
    `${report.photos} photos of ${report.people} people; EER ${percent(value)}; ` +
    report.tarAtFar.map(({ asked, tar }) => `TAR ${percent(tar)} at FAR ${percent(asked)}`).join('; ');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">
<title>${escaped(`ROC and distances, ${report.engine}`)}</title>
<desc>${escaped(note)}</desc>
<style>${STYLE}
</style>
<rect class="ground" width="${WIDTH}" height="${HEIGHT}"/>
<text class="head" x="24" y="32">${escaped(`${basename(resolve(report.directory))}: ${report.engine}`)}</text>
<text class="note" x="24" y="54">${escaped(note)}</text>
${rocPanel(frame(64), genuine, impostor)}
${histogramPanel(frame(540), genuine, impostor, marks)}
<rect class="genuine" x="690" y="70" width="12" height="12"/>
<text x="708" y="81">genuine (${report.pairs.genuine})</text>
<rect class="impostor" x="820" y="70" width="12" height="12"/>
<text x="838" y="81">impostor (${report.pairs.impostor})</text>
</svg>
`;
}

/** At most two decimals. */
const percent = (share: number) => `${Number((share * 100).toFixed(2))} %`;
