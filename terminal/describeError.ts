import { printable } from './printable.ts';

/** An error in one line, with what caused it. Stack traces are for those who set FACE_INBOX_DEBUG. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return printable(String(error));
  if (process.env.FACE_INBOX_DEBUG) return error.stack ?? error.message;
  const cause = error.cause instanceof Error ? ` (${error.cause.message.split('\n')[0]})` : '';
  return `${error.message}${cause}`.split('\n').map(printable).join('\n');
}
