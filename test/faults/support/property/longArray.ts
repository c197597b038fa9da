import fc from 'fast-check';

/** Arrays of `min` to `max` elements, that shrink down to a single one. */
export function longArray<T>(
  element: fc.Arbitrary<T>,
  { min, max }: { min: number; max: number },
): fc.Arbitrary<T[]> {
  return new LongArray(fc.array(element, { minLength: 1, maxLength: max, size: 'max' }), min);
}

class LongArray<T> extends fc.Arbitrary<T[]> {
  readonly arrays: fc.Arbitrary<T[]>;
  readonly min: number;

  constructor(arrays: fc.Arbitrary<T[]>, min: number) {
    super();
    this.arrays = arrays;
    this.min = min;
  }

  generate(random: fc.Random): fc.Value<T[]> {
    for (;;) {
      // Without bias: that would make them short.
      const generated = this.arrays.generate(random, undefined);
      if (generated.value.length >= this.min) return generated;
    }
  }

  canShrinkWithoutContext(value: unknown): value is T[] {
    return this.arrays.canShrinkWithoutContext(value);
  }

  shrink(value: T[], context: unknown): fc.Stream<fc.Value<T[]>> {
    return this.arrays.shrink(value, context);
  }
}
