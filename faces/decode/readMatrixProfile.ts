/**
 * An RGB profile that is three curves and a matrix (ICC.1:2022, 8.4.3): light of a channel is what its curve makes
 * of the level, and the colour is the sum of the three primaries, each in its light.
 */
export interface MatrixProfile {
  /** XYZ of red, green and blue at full light, adapted to D50. */
  primaries: [red: Xyz, green: Xyz, blue: Xyz];
  /** For red, green and blue the light, 0 to 1, at each of the levels 0 to 255. */
  curves: [red: Float64Array, green: Float64Array, blue: Float64Array];
}

type Xyz = [x: number, y: number, z: number];

/**
 * Reads an ICC profile's matrix and curves. Undefined where it has none (grey and CMYK), has a table that goes before
 * them (ICC.1:2022, 8.10.2), or breaks the format.
 */
export function readMatrixProfile(icc: Buffer): MatrixProfile | undefined {
  try {
    const tags = readTags(icc);
    if (ascii(icc, 16) !== 'RGB ' || ascii(icc, 20) !== 'XYZ ' || tags.has('A2B0') || tags.has('D2B0'))
      return undefined;
    return {
      primaries: [readXyz(tags.get('rXYZ')), readXyz(tags.get('gXYZ')), readXyz(tags.get('bXYZ'))],
      curves: [readCurve(tags.get('rTRC')), readCurve(tags.get('gTRC')), readCurve(tags.get('bTRC'))],
    };
  } catch (error) {
    // Buffer's own, for what lies behind the end, and ours for what is not as the format has it.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The tag table (7.3). */
function readTags(icc: Buffer): Map<string, Buffer> {
  const tags = new Map<string, Buffer>();
  // No profile has more than some twenty; a broken count must not be believed.
  const count = Math.min(icc.readUInt32BE(128), 200);
  for (let entry = 132; entry < 132 + count * 12; entry += 12) {
    const at = icc.readUInt32BE(entry + 4);
    tags.set(ascii(icc, entry), icc.subarray(at, at + icc.readUInt32BE(entry + 8)));
  }
  return tags;
}

/** XYZType (10.31). */
function readXyz(tag: Buffer | undefined): Xyz {
  if (!tag || ascii(tag, 0) !== 'XYZ ') throw new RangeError('no XYZ');
  return [s15Fixed16(tag, 8), s15Fixed16(tag, 12), s15Fixed16(tag, 16)];
}

/** A tone curve at the levels of 8 bits: curveType (10.6) or parametricCurveType (10.18). */
function readCurve(tag: Buffer | undefined): Float64Array {
  const type = tag && ascii(tag, 0);
  if (type !== 'curv' && type !== 'para') throw new RangeError('no curve');
  const curve = type === 'curv' ? sampledCurve(tag!) : parametricCurve(tag!);
  return Float64Array.from({ length: 256 }, (_, level) => Math.min(1, Math.max(0, curve(level / 255))));
}

function sampledCurve(tag: Buffer): (x: number) => number {
  const count = tag.readUInt32BE(8);
  if (count === 0) return (x) => x;
  if (count === 1) {
    const gamma = tag.readUInt16BE(12) / 256;
    return (x) => x ** gamma;
  }
  return (x) => {
    const at = x * (count - 1);
    const low = Math.min(count - 2, Math.floor(at));
    const [below, above] = [tag.readUInt16BE(12 + 2 * low), tag.readUInt16BE(14 + 2 * low)];
    return (below + (above - below) * (at - low)) / 65535;
  };
}

/** How many parameters each of the five functions has (table 68). */
const PARAMETERS = [1, 3, 4, 5, 7];

function parametricCurve(tag: Buffer): (x: number) => number {
  const kind = tag.readUInt16BE(8);
  const count = PARAMETERS[kind];
  if (count === undefined) throw new RangeError(`function ${kind}`);
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from({ length: count }, (_, index) =>
    s15Fixed16(tag, 12 + 4 * index),
  );
  if (kind === 0) return (x) => x ** g;
  if (kind === 1) return (x) => (x >= -b / a ? (a * x + b) ** g : 0);
  if (kind === 2) return (x) => (x >= -b / a ? (a * x + b) ** g + c : c);
  return (x) => (x >= d ? (a * x + b) ** g + e : c * x + f);
}

const s15Fixed16 = (bytes: Buffer, at: number): number => bytes.readInt32BE(at) / 65536;
const ascii = (bytes: Buffer, at: number): string => bytes.toString('latin1', at, at + 4);
