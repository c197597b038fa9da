import { ProblemError } from './ProblemError.ts';
import type { Route } from './Route.ts';

interface Place {
  template: string;
  pattern: RegExp;
  names: string[];
  routes: Route[];
}

/** Paths as they can be asked for, the most particular first: what they have beside parameters decides. */
export function placesOf(routes: Route[]): Place[] {
  const fixed = (template: string) => template.replaceAll(/\{\w+\}/g, '').length;
  return [...Map.groupBy(routes, ({ path }) => path)]
    .map(([template, of]) => ({
      template,
      names: [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!),
      // Names and keys may have slashes, whether they come written as %2F or not.
      pattern: new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '(.+?)')}$`, 's'),
      routes: of,
    }))
    .sort((a, b) => fixed(b.template) - fixed(a.template));
}

/** @throws ProblemError 404, 405 with `Allow`, 400 where a part of the path is not percent-encoded */
export function findRoute(
  places: Place[],
  method: string,
  path: string,
): { route: Route; parameters: Record<string, string> } {
  for (const { pattern, names, routes, template } of places) {
    const found = pattern.exec(path);
    if (!found) continue;
    const route = routes.find((one) => one.method === method);
    if (!route) throw notAllowed(method, template, routes);
    return {
      route,
      parameters: Object.fromEntries(names.map((name, at) => [name, decoded(found[at + 1]!)])),
    };
  }
  throw new ProblemError(404, {
    code: 'no-such-path',
    detail: `There is nothing at ${path}.`,
    value: path,
    rule: 'A path must be one of those that /v1/openapi.json lists.',
    remedy: 'See there, or docs/api.md.',
  });
}

function notAllowed(method: string, template: string, routes: Route[]): ProblemError {
  const allow = routes.map((one) => one.method).join(', ');
  return new ProblemError(
    405,
    {
      code: 'method-not-allowed',
      detail: `${method} is not for ${template}.`,
      value: method,
      rule: `The method must be one of ${allow}.`,
      remedy: 'Ask with one of these.',
    },
    { allow },
  );
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ProblemError(400, {
      code: 'bad-path',
      detail: `A part of the path, ${JSON.stringify(part)}, cannot be decoded.`,
      value: part,
      rule: 'Keys and names must be UTF-8, percent-encoded as encodeURIComponent does it.',
      remedy: 'Encode it so: a "%" is %25.',
    });
  }
}
