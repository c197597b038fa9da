import { amount } from '../report/amount.ts';
import type { Section } from '../report/publish.ts';
import type { Drift, PrecisionFigures } from './summarise.ts';

/** The agreement of two engines as tables. */
export function precisionSections(figures: PrecisionFigures): Section[] {
  const { between, photos, faces, boxes, wholeWay, networks } = figures;
  const numbers = (...titles: string[]) => titles.map((title) => ({ title, right: true }));
  const row = (what: string, drift: Drift | null) => [what, ...both(drift)];
  return [
    {
      title: `Each network alone, on the same inputs: ${between.reference}, then ${between.trial}`,
      heads: [
        { title: 'network' },
        ...numbers('input', 'squares', 'ms', 'ms', 'faster', 'drift mean', 'drift max'),
      ],
      rows: networks.map(({ network, size, squares, ms, timesAsFast, drift }) => [
        network,
        `${size} px`,
        String(squares),
        amount(ms.reference),
        amount(ms.trial),
        `${amount(timesAsFast)} x`,
        ...both(drift),
      ]),
      note:
        'ms: a square, the median. faster: median of the ratios of each call. drift: of landmarks in pixels of ' +
        'the input, of descriptors Euclidean.',
    },
    {
      title: `Each engine by itself, from the bytes of ${photos} photos on`,
      heads: [{ title: 'faces' }, ...numbers('found', 'also by the other')],
      rows: [
        [between.reference, String(faces.reference), String(faces.both)],
        [between.trial, String(faces.trial), String(faces.both)],
      ],
    },
    {
      title: `Of the ${faces.both} faces that both find`,
      heads: [{ title: 'how far apart' }, ...numbers('mean', 'max')],
      rows: [
        ['boxes, 1 - IoU', fine(1 - boxes.iouMean), fine(1 - boxes.iouLeast)],
        row('scores', boxes.scores),
        row("landmarks, percent of the face's width", wholeWay.landmarks),
        row('descriptors, Euclidean', wholeWay.descriptors),
        row('distance of two faces, both by the one or the other', wholeWay.distances),
        row('distance of two faces, one by each', wholeWay.acrossDistances),
      ],
    },
  ];
}

function both(drift: Drift | null): string[] {
  return drift ? [fine(drift.mean), fine(drift.max)] : ['-', '-'];
}

/** Drifts can be as small as rounding makes them. */
function fine(value: number): string {
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(1) : value.toFixed(4);
}
