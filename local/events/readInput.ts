import { EventBusError, validationError } from './EventBusError.ts';

/** A JSON object as it came from the client: nothing in it has been checked. */
export type Input = Record<string, unknown>;

export interface Constraint {
  min?: number;
  max?: number;
  pattern?: RegExp;
}

// Constraints of the service model, events 2015-10-07 (the API reference states the same for each parameter).
/** Of a rule and of a target's Id. */
export const NAME: Constraint = { min: 1, max: 64, pattern: /^[.\-_A-Za-z0-9]+$/ };
export const BUS_NAME: Constraint = { min: 1, max: 256, pattern: /^[/.\-_A-Za-z0-9]+$/ };
export const BUS_NAME_OR_ARN: Constraint = {
  min: 1,
  max: 1600,
  pattern: /^(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[/.\-_A-Za-z0-9]+$/,
};

export function isObject(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readString(input: Input, name: string, constraint: Constraint = {}): string | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw wrongType(name, 'a string', value);
  check(value, name, constraint);
  return value;
}

export function requireString(input: Input, name: string, constraint: Constraint = {}): string {
  return readString(input, name, constraint) ?? missing(name);
}

export function readNumber(
  input: Input,
  name: string,
  { min, max }: { min: number; max: number },
): number | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(name, 'an integer', value);
  if (value < min) throw failed(value, name, `Member must have value greater than or equal to ${min}`);
  if (value > max) throw failed(value, name, `Member must have value less than or equal to ${max}`);
  return value;
}

export function readObject(input: Input, name: string): Input | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined) return undefined;
  if (!isObject(value)) throw wrongType(name, 'an object', value);
  return value;
}

export function requireList(
  input: Input,
  name: string,
  { min, max }: { min: number; max: number },
): unknown[] {
  const value = input[name] ?? missing(name);
  if (!Array.isArray(value)) throw wrongType(name, 'a list', value);
  const shown = `[${value.length} elements]`;
  if (value.length < min)
    throw failed(shown, name, `Member must have length greater than or equal to ${min}`);
  if (value.length > max) throw failed(shown, name, `Member must have length less than or equal to ${max}`);
  return value;
}

/** Options that change what the client gets are refused, never ignored: see "no silent fallback" in the design. */
export function refuse(input: Input, names: string[]): void {
  for (const name of names) {
    const value = input[name] ?? undefined;
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    throw validationError(`${name} is not supported by the local event bus. Leave ${name} out.`);
  }
}

function check(value: string, name: string, { min = 0, max = Infinity, pattern }: Constraint): void {
  if (value.length < min)
    throw failed(value, name, `Member must have length greater than or equal to ${min}`);
  if (value.length > max) throw failed(value, name, `Member must have length less than or equal to ${max}`);
  if (pattern && !pattern.test(value)) {
    const source = pattern.source.slice(1, -1);
    throw failed(value, name, `Member must satisfy regular expression pattern: ${source}`);
  }
}

function missing(name: string): never {
  throw validationError(
    `1 validation error detected: Value null at '${camel(name)}' failed to satisfy constraint: Member must not be null`,
  );
}

function failed(value: unknown, name: string, constraint: string): EventBusError {
  const text = String(value);
  const shown = text.length > 200 ? `${text.slice(0, 200)}...` : text;
  return validationError(
    `1 validation error detected: Value '${shown}' at '${camel(name)}' failed to satisfy constraint: ${constraint}`,
  );
}

function wrongType(name: string, wanted: string, value: unknown): EventBusError {
  const is = Array.isArray(value) ? 'a list' : typeof value;
  return new EventBusError('SerializationException', `${name} must be ${wanted}, and is ${is}.`);
}

function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
