/** Linear Display P3 to linear sRGB, both D65 (CSS Color 4, 10.1 and its sample code). */
const MATRIX = [
  [1.2249401762805598, -0.22494017628055996, 0],
  [-0.04205695470968816, 1.0420569547096881, 0],
  [-0.01963755459033443, -0.07863604555063188, 1.0982735401409662],
] as const;

/** Steps between 0 and 1 at which the curve is tabled: fine enough for 8 bits in the dark. */
const STEPS = 16384;
/** Both spaces share one transfer curve (IEC 61966-2-1). */
const linear = Float64Array.from({ length: 256 }, (_, level) => {
  const value = level / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});
const coded = Uint8Array.from({ length: STEPS + 1 }, (_, step) => {
  const value = step / STEPS;
  return Math.round(255 * (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055));
});

/** Converts pixels of 3 bytes in place; colours that sRGB does not have are clipped. */
export function displayP3ToSrgb(rgb: Uint8Array): void {
  for (let at = 0; at < rgb.length; at += 3) {
    const r = linear[rgb[at]!]!;
    const g = linear[rgb[at + 1]!]!;
    const b = linear[rgb[at + 2]!]!;
    for (let channel = 0; channel < 3; channel++) {
      const row = MATRIX[channel]!;
      const value = row[0] * r + row[1] * g + row[2] * b;
      rgb[at + channel] = coded[Math.round(Math.min(1, Math.max(0, value)) * STEPS)]!;
    }
  }
}

/**
 * Red, green and blue of Display P3 as its profiles hold them: XYZ adapted to D50 (ICC.1:2022, 9.2.44 and annex E).
 */
const PRIMARIES = {
  rXYZ: [0.5151, 0.2412, -0.0011],
  gXYZ: [0.292, 0.6922, 0.0419],
  bXYZ: [0.1571, 0.0666, 0.7841],
};

/** Whether an ICC profile's primaries are Display P3's: its description may be in any language or none. */
export function isDisplayP3(profile: Buffer): boolean {
  return Object.entries(PRIMARIES).every(([tag, wanted]) => {
    const found = xyzOf(profile, tag);
    return found && wanted.every((value, axis) => Math.abs(value - found[axis]!) < 0.002);
  });
}

/** A tag of type XYZ (ICC.1:2022, 7.3 and 10.31), or undefined where the profile has none such. */
function xyzOf(profile: Buffer, tag: string): number[] | undefined {
  const count = profile.length < 132 ? 0 : Math.min(profile.readUInt32BE(128), 100);
  for (let entry = 132; entry < 132 + count * 12 && entry + 12 <= profile.length; entry += 12) {
    if (profile.toString('latin1', entry, entry + 4) !== tag) continue;
    const at = profile.readUInt32BE(entry + 4);
    if (at + 20 > profile.length || profile.toString('latin1', at, at + 4) !== 'XYZ ') return undefined;
    return [8, 12, 16].map((offset) => profile.readInt32BE(at + offset) / 65536);
  }
  return undefined;
}
