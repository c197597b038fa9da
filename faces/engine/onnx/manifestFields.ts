import { EngineError } from '../EngineError.ts';

/** Reads the fields of a manifest strictly: what is unknown, missing or of a wrong kind is an error that names it. */
export class ManifestFields {
  readonly #file: string;
  readonly #path: string;
  readonly #values: Record<string, unknown>;

  /**
   * @param file the manifest, for messages.
   * @param value must be an object with no other fields than these.
   * @param path where in the manifest the value stands; empty for the whole.
   * @throws EngineError as all methods do.
   */
  constructor(file: string, value: unknown, known: readonly string[], path = '') {
    this.#file = file;
    this.#path = path;
    if (!isObject(value)) throw this.#wrong(path, value, `an object with the fields ${known.join(', ')}`);
    const unknown = Object.keys(value).find((name) => !known.includes(name));
    if (unknown !== undefined)
      throw new EngineError(
        `The manifest ${file} has the field ${JSON.stringify(this.#at(unknown))}, which is not known; ` +
          `there ${known.length === 1 ? 'is' : 'are'} ${known.map((name) => this.#at(name)).join(', ')}. Correct or remove it.`,
      );
    this.#values = value;
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  is(name: string, value: unknown): boolean {
    return this.#values[name] === value;
  }

  /** The fields of an object within; one that is not there has none. */
  object(name: string, known: readonly string[]): ManifestFields {
    return new ManifestFields(this.#file, this.#values[name] ?? {}, known, this.#at(name));
  }

  /** The objects of a list within, of at least so many. */
  list(name: string, known: readonly string[], least: number): ManifestFields[] {
    const value = this.#values[name];
    if (!Array.isArray(value) || value.length < least)
      throw this.wrong(name, `a list of at least ${least} objects with the fields ${known.join(', ')}`);
    return value.map(
      (each, index) => new ManifestFields(this.#file, each, known, `${this.#at(name)}[${index}]`),
    );
  }

  /** A text that keeps the pattern, which the rule says in words. */
  text(name: string, pattern: RegExp, rule: string): string {
    const value = this.#values[name];
    if (typeof value !== 'string' || !pattern.test(value)) throw this.wrong(name, rule);
    return value;
  }

  choice<const T extends string>(name: string, values: readonly T[], fallback: T): T {
    const value = this.#values[name] ?? fallback;
    const chosen = values.find((each) => each === value);
    if (chosen === undefined) throw this.wrong(name, `one of ${values.join(', ')}`);
    return chosen;
  }

  number(name: string, [low, high]: readonly [number, number], fallback?: number): number {
    const value = this.#values[name] ?? fallback;
    if (!isNumber(value, low, high)) throw this.wrong(name, `a number from ${low} to ${high}`);
    return value;
  }

  whole(name: string, [low, high]: readonly [number, number], fallback: number): number {
    const value = this.#values[name] ?? fallback;
    if (!isNumber(value, low, high) || !Number.isInteger(value))
      throw this.wrong(name, `a whole number from ${low} to ${high}`);
    return value;
  }

  /** One number for all three channels, or three. */
  channels(name: string, [low, high]: readonly [number, number], fallback: number): [number, number, number] {
    const value = this.#values[name] ?? fallback;
    const three = Array.isArray(value) ? value : [value, value, value];
    if (three.length !== 3 || !three.every((each) => isNumber(each, low, high)))
      throw this.wrong(name, `a number from ${low} to ${high}, or a list of three, one a channel`);
    return three as [number, number, number];
  }

  /** Of whole numbers, at least one. */
  wholes(name: string, [low, high]: readonly [number, number]): number[] {
    const value = this.#values[name];
    const valid = Array.isArray(value) && value.length > 0;
    if (!valid || !value.every((each) => isNumber(each, low, high) && Number.isInteger(each)))
      throw this.wrong(name, `a list of whole numbers from ${low} to ${high}`);
    return value;
  }

  /** The error of a field that breaks its rule. */
  wrong(name: string, rule: string): EngineError {
    return this.#wrong(this.#at(name), this.#values[name], rule);
  }

  #wrong(at: string, value: unknown, rule: string): EngineError {
    const what = at === '' ? 'its content' : JSON.stringify(at);
    const is = value === undefined ? `lacks ${what}, which` : `says ${what} is ${shown(value)}, but it`;
    return new EngineError(
      `The manifest ${this.#file} ${is} must be ${rule}. docs/engines.md has a whole example.`,
    );
  }

  #at(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNumber = (value: unknown, low: number, high: number): value is number =>
  typeof value === 'number' && value >= low && value <= high;

/** A wrong value can be of any length. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}
