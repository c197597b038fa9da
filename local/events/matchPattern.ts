import type { Scalar } from './parseOperator.ts';
import type { Condition, Pattern, PatternNode } from './parsePattern.ts';
import { isObject } from './readInput.ts';

/**
 * Whether an event (parsed JSON) matches. Fields that the pattern does not name are of no account.
 *
 * Arrays, as event-ruler's "JSON Array Matching" has them: a list of values matches when one of them does; objects
 * in a list count as if they stood in its place, but two fields of one list must be of the same element: {firstName:
 * ["Anna"], lastName: ["Jones"]} does not match [{Anna, Smith}, {Peter, Jones}]. `exists` speaks of leaves: an object
 * or an empty list at a path is no value there.
 */
export function matchPattern(pattern: Pattern, event: unknown): boolean {
  return pattern.alternatives.some((alternative) => matchNode(alternative, event, event));
}

function matchNode(node: PatternNode, value: unknown, event: unknown): boolean {
  if (Array.isArray(value) && value.length > 0) {
    return value.some((element) => matchNode(node, element, event));
  }
  // What is no object has no fields: only {"exists": false} can be content below it.
  const fields = isObject(value) ? value : {};
  for (const [name, child] of node.fields) {
    const found = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (child.condition && !matchCondition(child.condition, found, event)) return false;
    if (child.fields.size > 0 && !matchNode(child, found, event)) return false;
  }
  return true;
}

function matchCondition(condition: Condition, value: unknown, event: unknown): boolean {
  if (someLeaf(value, (leaf) => condition.tests.some((test) => test(leaf)))) return true;
  // Absence is of the whole event, not of one element of a list.
  return condition.orAbsent && !isPresent(event, condition.path);
}

function isPresent(value: unknown, path: string[]): boolean {
  if (Array.isArray(value)) return value.some((element) => isPresent(element, path));
  const [name, ...below] = path;
  if (name === undefined) return someLeaf(value, () => true);
  return isObject(value) && Object.hasOwn(value, name) && isPresent(value[name], below);
}

function someLeaf(value: unknown, test: (leaf: Scalar) => boolean): boolean {
  if (Array.isArray(value)) return value.some((element) => someLeaf(element, test));
  if (value === undefined || isObject(value)) return false;
  return test(value as Scalar);
}
