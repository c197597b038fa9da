import sharp, { type Sharp } from 'sharp';
import type { Picture, Rect } from '../../../faces/Picture.ts';
import { centreOf } from '../chooseFace.ts';
import type { Place } from '../Describer.ts';

export const DEGRADATIONS = ['roll', 'size', 'blur', 'light', 'quality'] as const;
export type Degradation = (typeof DEGRADATIONS)[number];

/** One way to make a photo harder, by so much. */
export interface Level {
  by: Degradation;
  level: number;
  /** How the level reads, with its unit. */
  label: string;
  /** The photo so degraded, and where its face now is. Undefined where this photo cannot be degraded so. */
  degrade(picture: Picture, face: Rect): Promise<DegradedPhoto | undefined>;
}

interface DegradedPhoto {
  photo: Buffer;
  /** A face found farther away than half the face's width is another. */
  face: Place;
}

const SIZES = [120, 80, 60, 40, 30, 24, 20];
/** Percent of the face's width. */
const BLURS = [0.5, 1, 2, 3, 4, 5, 6];
/** Times as much light, clipped where that is more than white. */
const LIGHTS = [0.5, 0.25, 0.18, 0.12, 2, 3, 4];
const QUALITIES = [90, 70, 50, 30, 20, 10];
const GREY = { r: 128, g: 128, b: 128 };
/** What libvips blurs by at least, in pixels. */
const LEAST_SIGMA = 0.3;

/** All levels of these kinds, from mild to hard; turns go round from 0 by `rollStep` degrees. */
export function levelsOf(kinds: Degradation[], rollStep: number): Level[] {
  const turns = Array.from({ length: Math.ceil(360 / rollStep) }, (_, at) => at * rollStep);
  const levels: Record<Degradation, () => Level[]> = {
    roll: () => turns.map(roll),
    size: () => SIZES.map(size),
    blur: () => BLURS.map(blur),
    light: () => LIGHTS.map(light),
    quality: () => QUALITIES.map(quality),
  };
  return kinds.flatMap((kind) => levels[kind]());
}

/** Turned clockwise about the middle, bilinear, on a canvas large enough for all of it; the corners grey. */
function roll(degrees: number): Level {
  return {
    by: 'roll',
    level: degrees,
    label: `${degrees}°`,
    async degrade(picture, face) {
      const turned = sharpOf(picture).rotate(degrees, { background: GREY }).png(FAST);
      const { data, info } = await turned.toBuffer({ resolveWithObject: true });
      const angle = (degrees * Math.PI) / 180;
      const { x, y } = centreOf(face);
      const [right, down] = [x - picture.width / 2, y - picture.height / 2];
      const place = {
        x: info.width / 2 + right * Math.cos(angle) - down * Math.sin(angle),
        y: info.height / 2 + right * Math.sin(angle) + down * Math.cos(angle),
        within: face.width / 2,
      };
      return { photo: data, face: place };
    },
  };
}

/** The whole photo smaller (Lanczos, three lobes), so that the face is so many pixels wide; never larger. */
function size(pixels: number): Level {
  return {
    by: 'size',
    level: pixels,
    label: `${pixels} px`,
    async degrade(picture, face) {
      const scale = pixels / face.width;
      if (scale >= 1) return undefined;
      const [width, height] = [picture.width, picture.height].map((side) =>
        Math.max(1, Math.round(side * scale)),
      );
      const photo = await sharpOf(picture).resize({ width, height, fit: 'fill' }).png(FAST).toBuffer();
      const { x, y } = centreOf(face);
      return { photo, face: { x: x * scale, y: y * scale, within: pixels / 2 } };
    },
  };
}

/** A Gaussian whose sigma is that share of the face's width. */
function blur(percent: number): Level {
  return {
    by: 'blur',
    level: percent,
    label: `${percent} % sigma`,
    async degrade(picture, face) {
      const sigma = (percent / 100) * face.width;
      if (sigma < LEAST_SIGMA) return undefined;
      const blurred = sharpOf(picture).blur({ sigma, precision: 'float' });
      return { photo: await blurred.png(FAST).toBuffer(), face: samePlace(face) };
    },
  };
}

/** All levels that many times as high, as a camera's too short or too long exposure leaves them (without its gamma). */
function light(times: number): Level {
  return {
    by: 'light',
    level: times,
    label: `x ${times}`,
    degrade: async (picture, face) => ({
      photo: await sharpOf(picture).linear(times, 0).png(FAST).toBuffer(),
      face: samePlace(face),
    }),
  };
}

/** JPEG of that quality, colour at half the resolution (4:2:0), as most are. */
function quality(value: number): Level {
  return {
    by: 'quality',
    level: value,
    label: `JPEG ${value}`,
    degrade: async (picture, face) => ({
      photo: await sharpOf(picture).jpeg({ quality: value }).toBuffer(),
      face: samePlace(face),
    }),
  };
}

/** Lossless all the same; a small file is not what is wanted. */
const FAST = { compressionLevel: 1 };

function sharpOf({ rgb, width, height }: Picture): Sharp {
  return sharp(rgb, { raw: { width, height, channels: 3 } });
}

function samePlace(face: Rect): Place {
  return { ...centreOf(face), within: face.width / 2 };
}
