import type { Api } from './Api.ts';

/** What a key of the API may do. `admin` writes; none holds another. */
export const SCOPES = ['read', 'recognise', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** JSON Schema, 2020-12. */
export type Schema = Readonly<Record<string, unknown>>;

/** A request as a route gets it: found, allowed and held to its schemas. */
export interface Asked<Q = Record<string, unknown>> {
  /** Of the path, decoded. */
  parameters: Record<string, string>;
  query: Q;
  /** By names in small letters. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  /** The one of the types that the route answers with which the client likes best. */
  wants: string;
}

export interface Answer {
  status: number;
  /** A value is sent as JSON, a string and bytes as they are; nothing, if not given. */
  body?: unknown;
  /** `application/json`, if not given. */
  type?: string;
  headers?: Record<string, string>;
}

/** One operation: what is said of it here checks requests, and is what the description of the API is made of. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As OpenAPI writes it; the last parameter can have slashes. */
  path: string;
  /** OpenAPI's operationId. */
  id: string;
  summary: string;
  scope: Scope;
  /** By name. */
  query?: Record<string, Schema>;
  /** By media type, where there is a body; `image/*` stands for each of them. */
  takes?: Record<string, Schema>;
  /** By status, those that are no errors: every error is a problem of RFC 9457. */
  answers: Record<number, { description: string; content: Record<string, Schema> }>;
  handle(asked: Asked, api: Api): Promise<Answer>;
}

/** @template Q what the query is once it is held to its schemas */
export function route<Q = Record<string, unknown>>(
  of: Omit<Route, 'handle'> & { handle(asked: Asked<Q>, api: Api): Promise<Answer> },
): Route {
  return of as unknown as Route;
}
