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
