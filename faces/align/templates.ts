import type { Point } from '../Picture.ts';
import { fitSimilarity, inverse, mean, type Similarity } from './Similarity.ts';

/** Where certain landmarks lie in a square that is cut out of a picture. */
export interface Template {
  /** For each point the landmarks, of the 68, whose mean it is. */
  landmarks: readonly (readonly number[])[];
  /** In shares of the square's edge, from its first pixel. */
  points: readonly Point[];
  /** Whose pixels the distances are counted in that a fit makes least: dlib's the picture's, ArcFace's the square's. */
  fitIn: 'picture' | 'square';
}

const template = (first: number[], places: readonly (readonly [x: number, y: number])[]): Template => ({
  landmarks: first.map((landmark) => [landmark]),
  points: places.map(([x, y]) => ({ x, y })),
  fitIn: 'picture',
});
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/**
 * How the landmark network likes to see a face: the mean of landmarks 17 to 67 in face-api's own squares round
 * upright faces, the square made a tenth larger: `DETECT_LARGE=false node bench/alignment/measureTemplates.ts DIR...`
 * gives it to a pixel.
 */
export const LANDMARK_FRAME = template(range(17, 67), [
  [0.20457, 0.31092],
  [0.24842, 0.28347],
  [0.30179, 0.27543],
  [0.35264, 0.27961],
  [0.39865, 0.29519],
  [0.58119, 0.29601],
  [0.62564, 0.28116],
  [0.67722, 0.27444],
  [0.7359, 0.2833],
  [0.77872, 0.30834],
  [0.48952, 0.39814],
  [0.49001, 0.46312],
  [0.48946, 0.52385],
  [0.48648, 0.57861],
  [0.43276, 0.60996],
  [0.45799, 0.62103],
  [0.49063, 0.62821],
  [0.52571, 0.61856],
  [0.55234, 0.61209],
  [0.27735, 0.38205],
  [0.3091, 0.37191],
  [0.3541, 0.37059],
  [0.39538, 0.39171],
  [0.361, 0.40684],
  [0.31228, 0.40312],
  [0.58547, 0.39094],
  [0.62711, 0.36832],
  [0.67429, 0.36967],
  [0.70581, 0.38589],
  [0.6726, 0.40538],
  [0.62428, 0.40162],
  [0.36199, 0.72491],
  [0.40666, 0.70441],
  [0.46287, 0.69061],
  [0.49258, 0.69588],
  [0.52099, 0.68832],
  [0.58409, 0.70763],
  [0.63406, 0.72649],
  [0.58355, 0.76641],
  [0.54152, 0.78778],
  [0.49487, 0.79388],
  [0.45357, 0.7885],
  [0.40819, 0.7698],
  [0.36838, 0.72592],
  [0.45015, 0.71934],
  [0.49293, 0.71988],
  [0.53479, 0.72122],
  [0.62298, 0.72601],
  [0.53681, 0.74631],
  [0.49624, 0.75157],
  [0.45547, 0.7481],
]);

/**
 * How the recogniser was trained to see a face. dlib's chip is the similarity transform of landmarks 27 to 54 and 60
 * to 64 (no jaw, no brows, no lower lip) onto its mean face, padding 0.25 (dlib, image_transforms/interpolation.h,
 * get_face_chip_details). face-api's landmark network places those points otherwise than dlib's: these are their
 * means in dlib's chips of the same faces, so that the chip is dlib's in the mean, scaled by 1 / 0.96 about the
 * middle. Both were chosen by measurement: `node bench/alignment/measureTemplates.ts` and docs/accuracy.md.
 */
export const TRAINED_CHIP = template(
  [...range(27, 54), ...range(60, 64)],
  [
    [0.48464, 0.30534],
    [0.4843, 0.38378],
    [0.48252, 0.45544],
    [0.47846, 0.51903],
    [0.41862, 0.55314],
    [0.4468, 0.56593],
    [0.48565, 0.57518],
    [0.52551, 0.56378],
    [0.55683, 0.55714],
    [0.23933, 0.28076],
    [0.27566, 0.26999],
    [0.32853, 0.26887],
    [0.37658, 0.29452],
    [0.33682, 0.31261],
    [0.27935, 0.30682],
    [0.59869, 0.29712],
    [0.64767, 0.27159],
    [0.7038, 0.27341],
    [0.74004, 0.29172],
    [0.70139, 0.31565],
    [0.64415, 0.31114],
    [0.33604, 0.68472],
    [0.38721, 0.66186],
    [0.45343, 0.6476],
    [0.48816, 0.65306],
    [0.52074, 0.64499],
    [0.59602, 0.66811],
    [0.65561, 0.68928],
    [0.34353, 0.68655],
    [0.43844, 0.68082],
    [0.48854, 0.68226],
    [0.53756, 0.68402],
    [0.64291, 0.68907],
  ],
);

/**
 * The usual chip of ArcFace and its kin: eyes, tip of the nose and corners of the mouth in a square of 112 pixels
 * (insightface, python-package/insightface/utils/face_align.py, arcface_dst and estimate_norm).
 */
export const ARCFACE_5: Template = {
  landmarks: [range(36, 41), range(42, 47), [30], [48], [54]],
  points: [
    [38.2946, 51.6963],
    [73.5318, 51.5014],
    [56.0252, 71.7366],
    [41.5493, 92.3655],
    [70.7299, 92.2041],
  ].map(([x, y]) => ({ x: x! / 112, y: y! / 112 })),
  fitIn: 'square',
};

/** Where in the picture the pixels of a square of `size` lie in which the landmarks come nearest to the template. */
export function fitTemplate(
  { landmarks, points, fitIn }: Template,
  size: number,
  found: Point[],
): Similarity {
  const wanted = points.map(({ x, y }) => ({ x: x * size, y: y * size }));
  const there = landmarks.map((group) =>
    group.length === 1 ? found[group[0]!]! : mean(group.map((index) => found[index]!)),
  );
  return fitIn === 'picture' ? fitSimilarity(wanted, there) : inverse(fitSimilarity(there, wanted));
}
