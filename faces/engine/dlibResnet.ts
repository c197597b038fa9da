import { TRAINED_CHIP } from '../align/templates.ts';
import type { Calibration } from '../match/similarity.ts';
import type { Strangers } from '../match/strangersLimit.ts';
import type { Recogniser, Space } from './Engine.ts';

/** The weights to which all of this was fitted. */
export const FITTED_TO = '@vladmandic/face-api 1.7.15';

/**
 * Fitted to pairs of one person in labelled photos and to the 31 pairs of women of one age within face-api's sample photos
 * (mean and deviation of either); any two people are farther apart, so for them it is the cautious side. `strangers`: by
 * `npm run calibrate`, as docs/accuracy.md has it.
 */
const space = (name: string, calibration: Calibration, strangers: Strangers): Space => ({
  name,
  limit: 0.55,
  strangers,
  limits: [0.1, 1],
  // 1.290 to 1.644 of 138 faces of labelled photos and face-api's samples, in either space.
  lengths: [1.15, 1.8],
  calibration,
});

/** The recogniser whose weights face-api ships: dlib's ResNet. */
export const DLIB_RESNET: Recogniser = {
  size: 150,
  dimensions: 128,
  chip: TRAINED_CHIP,
  spaces: {
    // 366 pairs: 0.403, 0.077; alike: 0.714, 0.075.
    // Strangers: 29 pairs of people, mean 0.714, nearest 0.601; shape by 92 pairs.
    trained: space('dlib-resnet-128', { even: 0.5585, slope: 53.8 }, { shape: 30.5, meanSquare: 0.5164 }),
    // 317 pairs: 0.421, 0.099; alike: 0.673, 0.078.
    // Strangers: 31 pairs of people, mean 0.674, nearest 0.489; shape by 95 pairs.
    'face-api': space('face-api-128', { even: 0.547, slope: 31.8 }, { shape: 26.4, meanSquare: 0.4605 }),
  },
};
