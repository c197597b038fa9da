import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { ProblemError } from './ProblemError.ts';
import type { Route, Schema } from './Route.ts';
import { components } from './schemas/components.ts';

/** Of a query all that comes is text: numbers and truth are read of it. */
const ofQuery = new Ajv2020({ coerceTypes: true, useDefaults: true, strict: true, validateFormats: false });
const ofBodies = new Ajv2020({ strict: true, validateFormats: false });
ofBodies.addVocabulary(['components']);
ofBodies.addSchema({ $id: 'api', components: { schemas: components } });

const compiled = new WeakMap<object, ValidateFunction>();

/**
 * The query as the route's schemas have it, with their defaults.
 * @throws ProblemError 400
 */
export function checkQuery(text: string, { query = {} }: Route): Record<string, unknown> {
  const given = new URLSearchParams(text);
  const twice = [...new Set(given.keys())].find((name) => given.getAll(name).length > 1);
  if (twice !== undefined) throw wrongQuery(twice, given.getAll(twice), 'must be there once');
  const values: Record<string, unknown> = Object.fromEntries(given);
  const known = Object.keys(query);
  for (const name of Object.keys(values))
    if (!known.includes(name))
      throw wrongQuery(
        name,
        values[name],
        known.length > 0 ? `must be one of ${known.join(', ')}` : 'must not be there',
      );
  for (const [name, schema] of Object.entries(query)) {
    const check = compile(ofQuery, { type: 'object', properties: { [name]: schema } }, schema);
    const asked = values[name];
    if (!check(values)) throw wrongQuery(name, asked, inWords(check.errors!));
  }
  return values;
}

/** @throws ProblemError 400 where the body is no JSON, 422 where it breaks the schema */
export function checkJson(body: Buffer, schema: Schema, what = 'The body'): unknown {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new ProblemError(
      400,
      {
        code: 'not-json',
        detail: `${what} is not JSON: ${(cause as Error).message}.`,
        value: body.toString('utf8', 0, 100),
        rule: 'It must be one JSON text in UTF-8.',
        remedy: 'Send it so.',
      },
      {},
      { cause },
    );
  }
  const check = compile(ofBodies, schema, schema);
  if (check(value)) return value;
  const [error] = check.errors!;
  throw new ProblemError(422, {
    code: 'bad-body',
    detail: `${what} is not as it must be${error!.instancePath && ` at ${error!.instancePath}`}.`,
    value: at(value, error!.instancePath),
    rule: `It ${inWords(check.errors!)}.`,
    remedy: 'See the schema in /v1/openapi.json.',
  });
}

function compile(ajv: Ajv2020, schema: Schema, key: object): ValidateFunction {
  const known = compiled.get(key) ?? ajv.compile(pointed(schema) as Schema);
  compiled.set(key, known);
  return known;
}

/** References within the description of the API lead into what the validator has of it. */
function pointed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(pointed);
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [
      name,
      name === '$ref' && typeof value === 'string' && value.startsWith('#') ? `api${value}` : pointed(value),
    ]),
  );
}

function wrongQuery(name: string, value: unknown, rule: string): ProblemError {
  return new ProblemError(400, {
    code: 'bad-query',
    detail: `The query parameter ${JSON.stringify(name)} is wrong.`,
    value,
    rule: `It ${rule}.`,
    remedy: 'See /v1/openapi.json for what can be asked.',
  });
}

function inWords(errors: ErrorObject[]): string {
  return errors
    .map(({ message, params }) => {
      const allowed = (params as { allowedValues?: unknown[] }).allowedValues;
      const extra = (params as { additionalProperty?: string }).additionalProperty;
      return `${message}${allowed ? `: ${allowed.join(', ')}` : ''}${extra === undefined ? '' : `: ${extra}`}`;
    })
    .join(', and ');
}

function at(value: unknown, pointer: string): unknown {
  const found = pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], value);
  const text = JSON.stringify(found) ?? 'null';
  return text.length > 200 ? `${text.slice(0, 200)}...` : found;
}
