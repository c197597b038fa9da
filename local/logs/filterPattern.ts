import { invalid } from './LogError.ts';

/**
 * A filter pattern of terms (CloudWatch Logs guide, "Match terms in log events"): all must be there, `?term` one of
 * them, `-term` not; "a phrase" counts as one. Patterns for JSON, for columns and regular expressions are refused.
 */
export function filterPattern(pattern: string): (message: string) => boolean {
  if (/^\s*[{[%]/.test(pattern))
    throw invalid(
      `filterPattern is ${pattern}, but must be terms: word "a phrase" ?optional -excluded. Filter by other tools.`,
    );
  const terms = [...pattern.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(
    ([, sign = '', phrase, word = '']) => ({ sign, text: phrase?.replace(/\\(.)/g, '$1') ?? word }),
  );
  const of = (sign: string) => terms.filter((term) => term.sign === sign).map(({ text }) => text);
  const [needed, optional, excluded] = [of(''), of('?'), of('-')];
  return (message) => {
    const has = (text: string) => message.includes(text);
    if (excluded.some(has) || !needed.every(has)) return false;
    return optional.length === 0 || needed.length > 0 || optional.some(has);
  };
}
