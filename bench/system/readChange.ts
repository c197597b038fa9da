/** What a function's log says of one photo; see changes/logOutcome.ts. */
export interface Change {
  key: string;
  /** Milliseconds a step, as in the photo's result. */
  timings: Record<string, number>;
  /** Milliseconds from when the function took up the photo until its outbox was empty, waiting for its turn included. */
  ms: number;
  /** When the line was written, in milliseconds since 1970. */
  loggedAt: number;
}

/** A function has logged an error, or a photo came to another end than being analysed. */
export class FunctionFailedError extends Error {
  override name = 'FunctionFailedError';
}

/**
 * Reads a line that a function has logged; undefined for what tells of no photo.
 * @throws FunctionFailedError
 */
export function readChange(line: string): Change | undefined {
  if (line.trim() === '') return undefined;
  const entry = parse(line);
  if (!entry || entry.level === 'ERROR' || entry.level === 'CRITICAL') throw failed(line);
  if (entry.message !== 'change') return undefined;
  if (entry.status !== 'analysed') throw failed(line);
  return {
    key: entry.key as string,
    timings: entry.timings as Change['timings'],
    ms: entry.ms as number,
    loggedAt: Date.parse(entry.timestamp as string),
  };
}

function failed(line: string): FunctionFailedError {
  return new FunctionFailedError(
    `A function logged ${JSON.stringify(line.slice(0, 500))}; in a benchmark every photo must be analysed. ` +
      'Look at it with `npm start` and mend that first.',
  );
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
