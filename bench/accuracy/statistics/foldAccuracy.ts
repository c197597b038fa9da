import { AccuracyError } from '../AccuracyError.ts';
import { mean } from './summary.ts';

export interface FoldPair {
  /** From 0 on. */
  fold: number;
  /** Whether both photos show one person. */
  same: boolean;
  /** Infinity where a face was not found: such a pair is taken for two people. */
  distance: number;
}

export interface FoldAccuracy {
  folds: { pairs: number; accuracy: number; distance: number }[];
  mean: number;
  /** Of the mean: the folds' standard deviation over the square root of their number. */
  standardError: number;
}

/**
 * The protocol of Labeled Faces in the Wild (Huang et al., 2007, section "Forming training and testing sets"): each
 * fold is judged with the distance that is best for the others, and the accuracies are averaged.
 * @throws AccuracyError for fewer than two folds, or one without pairs.
 */
export function foldAccuracy(pairs: FoldPair[], folds: number): FoldAccuracy {
  if (folds < 2)
    throw new AccuracyError(
      `The pairs are in ${folds} fold, and accuracy is measured with the threshold of the other folds: ` +
        'at least 2 are needed.',
    );
  const judged = Array.from({ length: folds }, (_, fold) => {
    const tested = pairs.filter((pair) => pair.fold === fold);
    if (tested.length === 0)
      throw new AccuracyError(
        `Fold ${fold + 1} has no pair of which both faces were found, and every fold needs one. ` +
          'Use --strict to count such pairs as two people.',
      );
    const distance = bestDistance(pairs.filter((pair) => pair.fold !== fold));
    const right = tested.filter((pair) => pair.distance <= distance === pair.same).length;
    return { pairs: tested.length, accuracy: right / tested.length, distance };
  });
  const average = mean(judged.map(({ accuracy }) => accuracy))!;
  const squares = judged.reduce((sum, { accuracy }) => sum + (accuracy - average) ** 2, 0);
  return {
    folds: judged,
    mean: average,
    standardError: Math.sqrt(squares / (folds - 1) / folds),
  };
}

/**
 * The distance with the most pairs right, halfway between two neighbours that occur (or half the nearest, or the
 * farthest); of equally good ones the smallest.
 */
export function bestDistance(pairs: FoldPair[]): number {
  const sorted = pairs
    .filter(({ distance }) => Number.isFinite(distance))
    .toSorted((a, b) => a.distance - b.distance);
  // With nothing accepted, the pairs of two people are right; each pair accepted then adds or takes one.
  let [gain, best, chosen] = [0, -Infinity, 0];
  for (let accepted = 0; accepted <= sorted.length; accepted++) {
    if (accepted > 0) gain += sorted[accepted - 1]!.same ? 1 : -1;
    const lower = sorted[accepted - 1]?.distance ?? 0;
    const upper = sorted[accepted]?.distance;
    // No distance parts equals, nor anything from 0.
    if (upper === lower || gain <= best) continue;
    [best, chosen] = [gain, upper === undefined ? lower : (lower + upper) / 2];
  }
  return chosen;
}
