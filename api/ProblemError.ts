import { STATUS_CODES } from 'node:http';

/** What was asked, the rule that it breaks, and what to do: as every error of this project states them. */
export interface Wrong {
  /** A word for programs: the end of the problem's `type`. */
  code: string;
  /** One sentence: what is the matter. */
  detail: string;
  value: unknown;
  rule: string;
  remedy: string;
}

/** An answer that is an error, as RFC 9457 has them. */
export class ProblemError extends Error {
  override name = 'ProblemError';
  readonly status: number;
  readonly wrong: Wrong;
  readonly headers: Record<string, string>;

  constructor(status: number, wrong: Wrong, headers: Record<string, string> = {}, options?: ErrorOptions) {
    super(`${wrong.detail} ${wrong.rule} ${wrong.remedy}`, options);
    this.status = status;
    this.wrong = wrong;
    this.headers = headers;
  }
}

export const PROBLEM_TYPE = 'application/problem+json';

/** The body of the answer. */
export function problemOf({ status, wrong: { code, ...wrong } }: ProblemError) {
  return { type: `urn:face-inbox:${code}`, title: STATUS_CODES[status] ?? 'Error', status, ...wrong };
}
