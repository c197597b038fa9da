import { TRAINED_CHIP } from '../align/templates.ts';
import type { Recogniser, Space } from './Engine.ts';

/**
 * Fitted to pairs of one person in labelled photos and to the 31 pairs of women of one age within face-api's sample photos
 * (mean and deviation of either); any two people are farther apart, so for them it is the cautious side.
 */
const space = (name: string, calibration: Space['calibration']): Space => ({
  name,
  limit: 0.55,
  limits: [0.1, 1],
  calibration,
});

/** The recogniser whose weights face-api ships: dlib's ResNet. */
export const DLIB_RESNET: Recogniser = {
  size: 150,
  dimensions: 128,
  chip: TRAINED_CHIP,
  spaces: {
    // 366 pairs: 0.403, 0.077; alike: 0.714, 0.075.
    trained: space('dlib-resnet-128', { even: 0.5585, slope: 53.8 }),
    // 317 pairs: 0.421, 0.099; alike: 0.673, 0.078.
    'face-api': space('face-api-128', { even: 0.547, slope: 31.8 }),
  },
};
