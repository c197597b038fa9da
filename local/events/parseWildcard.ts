import { InvalidPatternError } from './InvalidPatternError.ts';

/**
 * The test of {"wildcard": ...}: `*` stands for zero or more characters, `\*` for an asterisk, `\\` for a backslash
 * (user guide, "Matching using wildcards"). It looks for the pieces between the asterisks from left to right, each
 * at its first place: no backtracking, so the "too complex" limit of AWS's automaton is not needed here.
 */
export function parseWildcard(text: string): (value: string) => boolean {
  const pieces = split(text);
  const [first = '', ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return (value) => value === first;
  return (value) => {
    if (value.length < first.length + last.length) return false;
    if (!value.startsWith(first) || !value.endsWith(last)) return false;
    const end = value.length - last.length;
    let at = first.length;
    for (const piece of others) {
      const found = value.indexOf(piece, at);
      if (found < 0 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
}

function split(text: string): string[] {
  const pieces = [''];
  const append = (character: string) => pieces.push((pieces.pop() ?? '') + character);
  for (let i = 0; i < text.length; i++) {
    const [character, next] = [text.charAt(i), text.charAt(i + 1)];
    if (character === '*') {
      if (next === '*') throw new InvalidPatternError(`Consecutive wildcard characters at pos ${i + 1}`);
      pieces.push('');
    } else if (character === '\\') {
      if (next !== '*' && next !== '\\')
        throw new InvalidPatternError(`Invalid escape character at pos ${i + 1}`);
      append(next);
      i++;
    } else append(character);
  }
  return pieces;
}
