import type { Figures } from '../report/publish.ts';
import { mean, median, sum } from '../report/statistics.ts';
import { atLeast, atMost, type Target } from '../report/Target.ts';
import type { CallComparison, PhotoComparison } from './comparePhoto.ts';
import { distance, meanDrift } from './drift.ts';
import type { FacePair } from './pairFaces.ts';

/** How far apart, over all of them. */
export interface Drift {
  mean: number;
  max: number;
}

export interface PrecisionFigures extends Figures {
  between: { reference: string; trial: string };
  photos: number;
  /** How many faces each engine finds by itself, and how many both find. */
  faces: { reference: number; trial: number; both: number };
  /** Of the faces that both find, each engine by itself from the photo's bytes on. */
  boxes: { iouMean: number; iouLeast: number; scores: Drift };
  /** Landmarks in percent of the face's width, descriptors and the distances of all pairs of faces as they are. */
  wholeWay: {
    landmarks: Drift;
    descriptors: Drift;
    /** Null where both find one face alone. */
    distances: Drift | null;
    acrossDistances: Drift | null;
  };
  /** Each network alone, on the very same inputs. */
  networks: NetworkFigures[];
}

interface NetworkFigures {
  network: CallComparison['network'];
  /** Edge of its input in pixels. */
  size: number;
  squares: number;
  /** Median milliseconds a square. */
  ms: { reference: number; trial: number };
  /** Median of the ratios of each call. */
  timesAsFast: number;
  /** Landmarks in pixels of the input, descriptors by their distance; boxes are compared above. */
  drift: Drift | null;
}

/** @throws RangeError where the two engines have no face in common. */
export function summarise(
  between: PrecisionFigures['between'],
  comparisons: PhotoComparison[],
): PrecisionFigures {
  const found = comparisons.map((comparison) => comparison.found);
  const pairs = found.flatMap((one) => one.pairs);
  const figures = {
    between,
    photos: comparisons.length,
    faces: {
      reference: sum(found.map(({ reference }) => reference.length)),
      trial: sum(found.map(({ trial }) => trial.length)),
      both: pairs.length,
    },
    boxes: {
      iouMean: mean(pairs.map(({ iou }) => iou)),
      iouLeast: Math.min(...pairs.map(({ iou }) => iou)),
      scores: drift(pairs.map(({ reference, trial }) => Math.abs(reference.score - trial.score))),
    },
    wholeWay: {
      landmarks: drift(
        pairs.map(
          ({ reference, trial }) =>
            (100 * meanDrift(reference.landmarks, trial.landmarks)) / reference.box.width,
        ),
      ),
      ...descriptorDrifts(pairs),
    },
    networks: networksOf(comparisons.flatMap(({ calls }) => calls)),
  };
  return { ...figures, targets: targetsOf(figures) };
}

/** Each descriptor against its own, then each pair of faces within one engine and across the two. */
function descriptorDrifts(pairs: FacePair[]): Omit<PrecisionFigures['wholeWay'], 'landmarks'> {
  const described = pairs.flatMap(({ reference, trial }) =>
    reference.descriptor && trial.descriptor ? [{ a: reference.descriptor, b: trial.descriptor }] : [],
  );
  const within: number[] = [];
  const across: number[] = [];
  for (const [at, one] of described.entries())
    for (const other of described.slice(at + 1)) {
      const expected = distance(one.a, other.a);
      within.push(Math.abs(distance(one.b, other.b) - expected));
      across.push(Math.abs(distance(one.a, other.b) - expected));
    }
  return {
    descriptors: drift(described.map(({ a, b }) => distance(a, b))),
    distances: within.length > 0 ? drift(within) : null,
    acrossDistances: across.length > 0 ? drift(across) : null,
  };
}

function networksOf(calls: CallComparison[]): NetworkFigures[] {
  const groups = Map.groupBy(calls, ({ network, size }) => `${network} ${size}`);
  return [...groups.values()].map((group) => {
    const drifts = group.flatMap((call) => call.drifts);
    const perSquare = (engine: 'reference' | 'trial') =>
      median(group.map(({ ms, squares }) => ms[engine] / squares));
    return {
      network: group[0]!.network,
      size: group[0]!.size,
      squares: sum(group.map(({ squares }) => squares)),
      ms: { reference: perSquare('reference'), trial: perSquare('trial') },
      timesAsFast: median(group.map(({ ms }) => ms.reference / ms.trial)),
      drift: drifts.length > 0 ? drift(drifts) : null,
    };
  });
}

function drift(values: number[]): Drift {
  return { mean: mean(values), max: values.reduce((most, value) => Math.max(most, value), 0) };
}

/** What 8-bit networks made by ONNX Runtime's own static quantizer have reached on other photos. */
function targetsOf({ between, faces, boxes, networks }: Omit<PrecisionFigures, 'targets'>): Target[] {
  if (between.reference !== 'onnx fp32' || between.trial !== 'onnx int8') return [];
  const described = networks.find(({ network }) => network === 'describe')!.drift!;
  const lost = faces.reference - faces.both;
  const more = faces.trial - faces.both;
  return [
    atMost({ what: 'faces lost', value: lost, limit: 0, unit: '' }),
    atMost({ what: 'faces more', value: more, limit: 0, unit: '' }),
    atLeast({ what: 'IoU of the boxes, least', value: boxes.iouLeast, limit: 0.89, unit: '' }),
    atMost({ what: 'drift of descriptors, mean', value: described.mean, limit: 0.037, unit: '' }),
    atMost({ what: 'drift of descriptors, most', value: described.max, limit: 0.06, unit: '' }),
  ];
}
