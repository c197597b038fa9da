import { TableError } from './TableError.ts';

/** What dynalite gives or throws where it refuses something; anything else is given back as it is. */
export function toTableError(error: unknown): Error {
  const { statusCode, body } = error as { statusCode?: number; body?: Record<string, string> };
  return statusCode === undefined || body === undefined
    ? (error as Error)
    : refusalOf(JSON.stringify(body), statusCode);
}

/** The same of an answer of dynalite's. */
export function refusalOf(body: string, status: number): TableError {
  const { __type = '', message = '', Message = message } = JSON.parse(body) as Record<string, string>;
  return new TableError(__type.split('#').at(-1) ?? '', Message, status);
}
