import { ProblemError } from './ProblemError.ts';
import type { Route } from './Route.ts';

/** The types that the route answers with where all goes well. */
function typesOf({ answers }: Route): string[] {
  return [...new Set(Object.values(answers).flatMap(({ content }) => Object.keys(content)))];
}

/**
 * The type to answer with: of those that the client accepts, by their weights (RFC 9110, section 12.5.1), the first that
 * the route has.
 * @throws ProblemError 406
 */
export function negotiate(accept: string | undefined, route: Route): string {
  const types = typesOf(route);
  const ranges = (accept?.trim() || '*/*').split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, weight: q === undefined ? 1 : Number(q) || 0 };
  });
  const weightOf = (type: string) => {
    const fitting = [type, `${type.split('/')[0]}/*`, '*/*'].map((one) =>
      ranges.find((range) => range.type === one),
    );
    return fitting.find((range) => range !== undefined)?.weight ?? 0;
  };
  const [best] = types
    .map((type) => ({ type, weight: weightOf(type) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  if (best) return best.type;
  throw new ProblemError(406, {
    code: 'not-acceptable',
    detail: `Nothing of ${accept} can be answered here.`,
    value: accept,
    rule: `The header Accept must allow ${types.join(' or ')}.`,
    remedy: 'Name one of these, or leave the header out.',
  });
}
