import { type MatrixProfile, readMatrixProfile } from './readMatrixProfile.ts';

/** Converts pixels of 3 bytes to sRGB in place; colours that sRGB does not have are clipped. */
export type Convert = (rgb: Uint8Array) => void;

/**
 * sRGB profiles differ in rounding, version and how the curve is written (a formula, or a table of 1,024 or of 20
 * steps); what they share is that converting by them hardly moves a level: by 1 at most where the primaries have four
 * digits, by 3 where they have three. Of other profiles the nearest move some by 9 (displays made to be like sRGB) and
 * 16 (Rec. 709, whose curve differs).
 */
const SAME_LEVELS = 3;

/** XYZ adapted to D50 to linear sRGB: the inverse of IEC 61966-2-1's primaries and white, adapted by Bradford. */
const XYZ_TO_SRGB = [
  [3.1341864, -1.617209, -0.4906941],
  [-0.9787485, 1.9161301, 0.0334334],
  [0.0719639, -0.2289939, 1.4057537],
] as const;

/** Steps between no and full light at which sRGB's curve is tabled; the steepest is 0.8 of a level. */
const STEPS = 4096;

const GRID = [0, 64, 128, 191, 255];

type Matrix = [row: Row, row: Row, row: Row];
type Row = [number, number, number];

/**
 * How an ICC profile's pixels become sRGB, by the profile's content: its description may say anything in any
 * language. `none` where they are sRGB already, `unknown` where the profile is no matrix profile.
 */
export function profileToSrgb(icc: Buffer): Convert | 'none' | 'unknown' {
  if (!last?.icc.equals(icc)) last = { icc, conversion: conversionOf(icc) };
  return last.conversion;
}

/** Photos of one camera follow each other, and all have its profile. */
let last: { icc: Buffer; conversion: Convert | 'none' | 'unknown' } | undefined;

function conversionOf(icc: Buffer) {
  const profile = readMatrixProfile(icc);
  if (!profile) return 'unknown';
  return mostMoved(profile) <= SAME_LEVELS ? 'none' : converter(profile);
}

/** The most levels by which the conversion moves a channel, looked for on a grid of levels and on the greys. */
function mostMoved({ primaries, curves: [red, green, blue] }: MatrixProfile): number {
  const matrix = toLinearSrgb(primaries);
  let most = 0;
  const look = (r: number, g: number, b: number) => {
    const levels = [r, g, b];
    for (let channel = 0; channel < 3; channel++) {
      const [fromRed, fromGreen, fromBlue] = matrix[channel]!;
      const light = fromRed * red[r]! + fromGreen * green[g]! + fromBlue * blue[b]!;
      most = Math.max(most, Math.abs(coded(light) - levels[channel]!));
    }
  };
  for (let grey = 0; grey < 256; grey += 5) look(grey, grey, grey);
  for (const r of GRID) for (const g of GRID) for (const b of GRID) look(r, g, b);
  return most;
}

function converter({ primaries, curves: [red, green, blue] }: MatrixProfile): Convert {
  const matrix = toLinearSrgb(primaries).map((row) => row.map((share) => share * STEPS)) as Matrix;
  const [[rr, rg, rb], [gr, gg, gb], [br, bg, bb]] = matrix;
  // The table reaches as far as sums of light can, so that the loop need not clip.
  const lowest = Math.floor(Math.min(...matrix.map((row) => sum(row.filter((share) => share < 0)))));
  const highest = Math.ceil(Math.max(...matrix.map((row) => sum(row.filter((share) => share > 0)))));
  const table = Uint8Array.from({ length: highest - lowest + 2 }, (_, at) => coded((at + lowest) / STEPS));
  const middle = 0.5 - lowest;
  return (rgb) => {
    for (let at = 0; at < rgb.length; at += 3) {
      const r = red[rgb[at]!]!;
      const g = green[rgb[at + 1]!]!;
      const b = blue[rgb[at + 2]!]!;
      rgb[at] = table[(rr * r + rg * g + rb * b + middle) | 0]!;
      rgb[at + 1] = table[(gr * r + gg * g + gb * b + middle) | 0]!;
      rgb[at + 2] = table[(br * r + bg * g + bb * b + middle) | 0]!;
    }
  };
}

/** From light in the profile's primaries to light in sRGB's. */
function toLinearSrgb(primaries: MatrixProfile['primaries']): Matrix {
  return XYZ_TO_SRGB.map((row) => primaries.map((xyz) => dot(row, xyz))) as Matrix;
}

/** The level, 0 to 255, of light from 0 to 1 (IEC 61966-2-1); light beyond is clipped. */
function coded(light: number): number {
  const value = Math.min(1, Math.max(0, light));
  return Math.round(255 * (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const dot = (a: readonly number[], b: readonly number[]) => sum(a.map((value, at) => value * b[at]!));
