import { readFile } from 'node:fs/promises';
import type { Describer } from '../Describer.ts';
import type { Sample } from '../describeAll.ts';
import { progress } from '../progress.ts';
import { countOnce, equalErrorRate } from '../statistics/errorRates.ts';
import { median } from '../statistics/summary.ts';
import type { Degradation, Level } from './degradations.ts';

export interface DegradedFigures {
  by: Degradation;
  level: number;
  label: string;
  /** Photos that could be degraded so, of those in which a face was found before. */
  photos: number;
  found: number;
  /** Of those found, the ones that are compared with others. */
  usable: number;
  /** Distance to the photo's own undegraded descriptor, where the face was found; null where in none. */
  medianDistance: number | null;
  /** How many are farther than 0.6 from it: dlib's own limit for these weights. */
  fartherThan06: number;
  /** Degraded photos against all other undegraded ones; null where there are no pairs of both kinds. */
  eer: number | null;
}

interface Probe {
  reference: number;
  descriptor: Float32Array | undefined;
  usable: boolean;
}

/**
 * Degrades each photo to each level and looks for the face where it was.
 * @param strict a degraded face that is not found counts in the EER as one that matches nobody.
 */
export async function measureDegraded(
  samples: Sample[],
  describer: Describer,
  levels: Level[],
  strict: boolean,
): Promise<DegradedFigures[]> {
  const references = samples.flatMap(({ face, ...photo }) => (face ? [{ ...photo, face }] : []));
  const probes: Probe[][] = levels.map(() => []);
  const tell = progress('degraded', references.length);
  for (const [reference, { file, face, name }] of references.entries()) {
    const picture = await describer.pixels(await readFile(file));
    for (const [at, level] of levels.entries()) {
      const degraded = await level.degrade(picture, face.box);
      if (!degraded) continue;
      const { face: again } = await describer.describe(degraded.photo, degraded.face);
      probes[at]!.push({ reference, descriptor: again?.descriptor, usable: again?.usable ?? false });
    }
    tell(name);
  }
  const known = references.map(({ person, face }) => ({ person, descriptor: face.descriptor }));
  return levels.map(({ by, level, label }, at) => ({
    by,
    level,
    label,
    ...figuresOf(probes[at]!, known, (a, b) => describer.distance(a, b), strict),
  }));
}

/** The figures of one level. `probe.reference` is the index of the undegraded photo among `references`. */
export function figuresOf(
  probes: Probe[],
  references: { person: string; descriptor: Float32Array }[],
  distance: (a: Float32Array, b: Float32Array) => number,
  strict: boolean,
): Omit<DegradedFigures, 'by' | 'level' | 'label'> {
  const own = probes.flatMap(({ reference, descriptor }) =>
    descriptor ? [distance(descriptor, references[reference]!.descriptor)] : [],
  );
  const genuine: number[] = [];
  const impostor: number[] = [];
  for (const { reference, descriptor } of probes) {
    if (!descriptor && !strict) continue;
    for (const [at, other] of references.entries()) {
      if (at === reference) continue;
      const kind = other.person === references[reference]!.person ? genuine : impostor;
      kind.push(descriptor ? distance(descriptor, other.descriptor) : Infinity);
    }
  }
  return {
    photos: probes.length,
    found: own.length,
    usable: probes.filter(({ usable }) => usable).length,
    medianDistance: median(own) ?? null,
    fartherThan06: own.filter((far) => far > FAR).length,
    eer:
      genuine.length > 0 && impostor.length > 0
        ? equalErrorRate(countOnce(genuine), countOnce(impostor))
        : null,
  };
}

const FAR = 0.6;
