import type { GraphBuilder, Value } from '../onnx/GraphBuilder.ts';

/** The least and the largest value that calibration has seen, by tensor. */
export type Ranges = Record<string, readonly [min: number, max: number]>;

/** A picture in 8 bits without sign, channels last: a number means (number - zero) x step. */
export interface Bytes {
  name: Value;
  /** Names of the step and of the zero, as operators want them. */
  parameters: [step: Value, zero: Value];
  step: number;
}

const LEVELS = 255;

/**
 * Keeps account of which of the first graph's tensors are there in 8 bits and which in floats, both channels last, and
 * converts where a layer needs the other form. What is there in neither is there as in the first graph: in floats,
 * channels second, under its own name.
 */
export class Pictures {
  readonly #net: GraphBuilder;
  readonly #ranges: Ranges;
  readonly #bytes = new Map<Value, Bytes>();
  readonly #floats = new Map<Value, Value>();
  /** Those that are not made under their own name, unless somebody asks. */
  readonly #unnamed = new Set<Value>();

  constructor(net: GraphBuilder, ranges: Ranges) {
    this.#net = net;
    this.#ranges = ranges;
  }

  /**
   * Step and zero for a tensor; `bound` is what its activation ends at, if it has one.
   * @throws RangeError where calibration knows nothing of it.
   */
  parametersOf(value: Value, bound?: number): Omit<Bytes, 'name'> {
    const range = this.#ranges[value];
    if (!range)
      throw new RangeError(`weights/ranges.json has no range for ${value}. Run bench/ranges.ts anew.`);
    // An activation cuts off below 0, and what is cut off needs no numbers.
    const min = bound === undefined ? Math.min(0, range[0]) : 0;
    const max = Math.min(Math.max(0, range[1]), bound ?? Number.POSITIVE_INFINITY);
    const step = Math.fround((max - min) / LEVELS) || 1;
    return {
      step,
      parameters: [
        this.#net.floats(`${value}/step`, [], [step]),
        this.#net.constant(`${value}/zero`, [], Uint8Array.of(Math.round(-min / step))),
      ],
    };
  }

  /** A layer gives `value` in 8 bits. */
  setBytes(value: Value, bytes: Bytes): void {
    this.#bytes.set(value, bytes);
    this.#unnamed.add(value);
  }

  /** A layer gives `value` in floats, channels last, as `name`. */
  setFloats(value: Value, name: Value): void {
    this.#floats.set(value, name);
    this.#unnamed.add(value);
  }

  bytesOf(value: Value): Bytes {
    const known = this.#bytes.get(value);
    if (known) return known;
    const given = this.parametersOf(value);
    const name = this.#net.node(`${value}/bytes`, 'QuantizeLinear', [
      this.floatsOf(value),
      ...given.parameters,
    ]);
    const bytes = { name, ...given };
    this.#bytes.set(value, bytes);
    return bytes;
  }

  floatsOf(value: Value): Value {
    const known = this.#floats.get(value);
    if (known) return known;
    const bytes = this.#bytes.get(value);
    const name = bytes
      ? this.#net.node(`${value}/floats`, 'DequantizeLinear', [bytes.name, ...bytes.parameters])
      : this.#net.node(`${value}/last`, 'Transpose', [value], { perm: [0, 2, 3, 1] });
    this.#floats.set(value, name);
    return name;
  }

  /** Sees to it that `value` is there under its own name: in floats, channels second. */
  name(value: Value): void {
    if (this.#unnamed.delete(value))
      this.#net.node(value, 'Transpose', [this.floatsOf(value)], { perm: [0, 3, 1, 2] });
  }
}
