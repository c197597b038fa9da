/**
 * Normally distributed numbers of mean 0 and deviation 1 (Box and Muller, A Note on the Generation of Random Normal
 * Deviates, 1958).
 * @param uniform numbers from 0 to 1 (exclusive)
 */
export function normalNumbers(uniform: () => number): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
