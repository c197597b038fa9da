import { isObject } from './readInput.ts';

/** A field's name, a place in a list, or `*`. */
type Step = string | number | typeof EVERY;
const EVERY = Symbol('*');

const STEP = /\.([^.[\]*'"\s]+)|\.(\*)|\[(\d+)\]|\[(\*)\]|\['([^']*)'\]|\["([^"]*)"\]/y;

/**
 * The steps of a JSON path, or undefined where it is none. Supported, as by EventBridge: dot notation with letters,
 * digits, dashes, underscores and slashes, places in a list, wildcards (user guide, "Amazon EventBridge input
 * transformation"), and bracket notation (API reference, "Target", InputPath). No filters, slices or `..`.
 */
export function parsePath(path: string): Step[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (match === null) return undefined;
    const [, name, every, place, everyPlace, single, double] = match;
    if ((every ?? everyPlace) !== undefined) steps.push(EVERY);
    else if (place !== undefined) steps.push(Number(place));
    else steps.push(name ?? single ?? double ?? '');
  }
  return steps;
}

/** What stands at the path, a list of all matches where it has a wildcard; undefined where there is nothing. */
export function readPath(path: string, event: unknown): unknown {
  const steps = parsePath(path);
  if (steps === undefined) return undefined;
  let found = [event];
  for (const step of steps) found = found.flatMap((value) => follow(step, value));
  return steps.includes(EVERY) ? (found.length > 0 ? found : undefined) : found[0];
}

function follow(step: Step, value: unknown): unknown[] {
  if (step === EVERY) return Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  if (Array.isArray(value)) return typeof step === 'number' && step < value.length ? [value[step]] : [];
  return isObject(value) && Object.hasOwn(value, step) ? [value[step]] : [];
}
