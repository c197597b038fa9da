import type { Schema } from '../Route.ts';

/** A schema of the description's own, by its name. */
export const of = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

export const text: Schema = { type: 'string' };
export const time: Schema = { type: 'string', format: 'date-time' };
export const count: Schema = { type: 'integer', minimum: 0 };
export const number: Schema = { type: 'number' };
export const listOf = (items: Schema): Schema => ({ type: 'array', items });

/** An object of these properties alone; all are there, but the optional. */
export function object(
  properties: Record<string, Schema>,
  optional: Record<string, Schema> = {},
  description?: string,
): Schema {
  return {
    ...(description !== undefined && { description }),
    type: 'object',
    required: Object.keys(properties),
    additionalProperties: false,
    properties: { ...properties, ...optional },
  };
}

/** How many of a list, and from where on. */
export const PAGE: Record<string, Schema> = {
  limit: { description: 'At most so many', type: 'integer', minimum: 1, maximum: 1000, default: 50 },
  cursor: { description: 'The `next` of the page before', type: 'string', maxLength: 4000 },
};

/** As it is said of a page. */
export const next: Schema = {
  description: 'The `cursor` of the next page; absent where there is none',
  type: 'string',
};
