import { randomNumbers, shuffled } from '../accuracy/statistics/randomNumbers.ts';
import { samplePhotos } from '../engine/samplePhotos.ts';
import { progress } from '../report/options.ts';
import type { Figures } from '../report/publish.ts';
import { median } from '../report/statistics.ts';
import { atLeast, atMost, type Target } from '../report/Target.ts';
import { type Collage, collage } from './collage.ts';
import { cuttings, readFacePhoto } from './cuttings.ts';
import { faceless } from './faceless.ts';
import { filling } from './filling.ts';
import { openWays, type Way } from './openWays.ts';
import { type Tally, tally } from './tally.ts';

/** How one way of looking does with faces of one size. */
interface WayFigures extends Tally {
  /** Looks of the detector at 512 x 512 pixels, in all pictures; a smaller one counts by its pixels. */
  looks: number;
}

export interface SizeFigures {
  /** Width of the faces: in pixels, or in percent of the picture's. */
  size: number;
  pictures: number;
  before: WayFigures;
  after: WayFigures;
  /** Time of finding, after by before: the median of the pictures. */
  timesAsLong: number;
}

export interface SizesFigures extends Figures {
  /** How many different faces were used. */
  faces: number;
  large: { width: number; height: number };
  filled: { width: number; height: number };
  pixels: SizeFigures[];
  percents: SizeFigures[];
}

export interface Sizes {
  /** More photos with faces, beside face-api's demo photos. */
  photos: string[];
  pixels: number[];
  percents: number[];
}

/** 24 megapixels, as many a camera takes. */
const LARGE = { width: 6000, height: 4000 };
/** Upright as a portrait is, so that a face of its width fits. */
const FILLED = { width: 1200, height: 1600 };
/** Faces of each size: as many as the targets are stated for where they fit, else fewer, in several pictures. */
const MOST = 200;
const LEAST = 20;

/** How many faces of each size are found, before and after, in large pictures and in such that they fill. */
export async function measureSizes({ photos, pixels, percents }: Sizes): Promise<SizesFigures> {
  const ways = await openWays();
  const demo = (await samplePhotos()).map(({ path }) => path);
  const read = [];
  for (const path of [...demo, ...photos]) read.push(await readFacePhoto(path, ways.after.finder));
  const faces = shuffled(cuttings(read), randomNumbers(1));
  const sources = read.slice(0, demo.length);

  const background = faceless(sources, LARGE);
  const inPixels: SizeFigures[] = [];
  for (const size of pixels) {
    progress(`Faces of ${size} pixels in ${LARGE.width} x ${LARGE.height} ...`);
    const picture = (seed: number) => collage(faces, { background, most: MOST, faceWidth: size, seed });
    inPixels.push(await measure(size, ways, picture));
  }
  const page = faceless(sources, FILLED);
  const inPercents: SizeFigures[] = [];
  for (const size of percents) {
    progress(`Faces of ${size} % of the picture's width ...`);
    const picture = (seed: number) => filling(faces[seed % faces.length]!, page, size, seed);
    inPercents.push(await measure(size, ways, picture));
  }
  return {
    faces: faces.length,
    large: LARGE,
    filled: FILLED,
    pixels: inPixels,
    percents: inPercents,
    targets: inPixels.filter(({ size }) => size === 40 || size === 60).flatMap(targetsOf),
  };
}

/** @param picture makes one for each seed; pictures are made until they show enough faces */
async function measure(
  size: number,
  { before, after }: { before: Way; after: Way },
  picture: (seed: number) => Promise<Collage>,
): Promise<SizeFigures> {
  const figures = { before: none(), after: none() };
  const ratios: number[] = [];
  for (let seed = 0; figures.after.there < LEAST; seed++) {
    const { jpeg, faces } = await picture(seed);
    const once = await before.look(jpeg);
    const now = await after.look(jpeg);
    add(figures.before, tally(faces, once.faces), once.looks);
    add(figures.after, tally(faces, now.faces), now.looks);
    ratios.push(now.detectMs / once.detectMs);
  }
  return { size, pictures: ratios.length, ...figures, timesAsLong: median(ratios) };
}

const none = (): WayFigures => ({ there: 0, found: 0, wrong: 0, looks: 0 });

function add(to: WayFigures, { there, found, wrong }: Tally, looks: number): void {
  to.there += there;
  to.found += found;
  to.wrong += wrong;
  to.looks += looks;
}

function targetsOf({ size, after: { there, found, wrong } }: SizeFigures): Target[] {
  const what = `${there} faces of ${size} pixels in ${LARGE.width} x ${LARGE.height}`;
  return [
    atLeast({ what: `found of ${what}`, value: (100 * found) / there, limit: 98, unit: '%' }),
    atMost({ what: `false among ${what}`, value: wrong, limit: 2, unit: '' }),
  ];
}
