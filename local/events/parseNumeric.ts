import { InvalidPatternError } from './InvalidPatternError.ts';

/** User guide, "Numeric matching": values between -5.0e9 and +5.0e9 inclusive. */
const BOUND = 5e9;

/** The test of {"numeric": [...]}: `=`, `<`, `<=`, `>`, `>=` or a lower bound and then an upper one. */
export function parseNumeric(terms: unknown): (value: number) => boolean {
  if (!Array.isArray(terms)) throw new InvalidPatternError('Value of numeric must be an array.');
  const [operator, operand, upper, top, ...rest] = terms as unknown[];
  if (typeof operator !== 'string')
    throw new InvalidPatternError(`Invalid member in numeric match: ${show(operator)}`);
  const lower = comparison(operator, operand);
  if (terms.length <= 2) return lower;
  if (operator !== '>' && operator !== '>=')
    throw new InvalidPatternError('Too many elements in numeric expression');
  if (typeof upper !== 'string') throw new InvalidPatternError(`Bad value in numeric range: ${show(upper)}`);
  if (upper !== '<' && upper !== '<=') throw new InvalidPatternError(`Bad numeric range operator: ${upper}`);
  const below = comparison(upper, top);
  if (rest.length > 0) throw new InvalidPatternError('Too many terms in numeric range expression');
  if ((operand as number) >= (top as number)) throw new InvalidPatternError('Bottom must be less than top');
  return (value) => lower(value) && below(value);
}

function comparison(operator: string, operand: unknown): (value: number) => boolean {
  if (!['=', '<', '<=', '>', '>='].includes(operator))
    throw new InvalidPatternError(`Unrecognized numeric range operator: ${operator}`);
  if (typeof operand !== 'number')
    throw new InvalidPatternError(`Value of ${operator === '=' ? 'equals' : operator} must be numeric`);
  if (Math.abs(operand) > BOUND)
    throw new InvalidPatternError('Value must be between -5.0E9 and 5.0E9, inclusive');
  if (operator === '=') return (value) => value === operand;
  if (operator === '<') return (value) => value < operand;
  if (operator === '<=') return (value) => value <= operand;
  if (operator === '>') return (value) => value > operand;
  return (value) => value >= operand;
}

function show(value: unknown): string {
  return value === undefined ? ']' : JSON.stringify(value);
}
