/** Numbers from 0 to 1 (exclusive), the same for the same seed: xorshift32 (Marsaglia, Xorshift RNGs, 2003). */
export function randomNumbers(seed: number): () => number {
  // Zero is the one state that xorshift never leaves; the golden ratio spreads small seeds over the bits.
  let state = Math.imul(seed + 1, 0x9e3779b1) || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let warm = 0; warm < 8; warm++) next();
  return next;
}

/** The values in a random order (Fisher and Yates); the given ones stay as they are. */
export function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const mixed = [...values];
  for (let end = mixed.length - 1; end > 0; end--) {
    const at = Math.floor(random() * (end + 1));
    [mixed[end], mixed[at]] = [mixed[at]!, mixed[end]!];
  }
  return mixed;
}
