import { SettingError } from '../config/SettingError.ts';
import { PeopleError, type PeopleProblem } from '../people/PeopleError.ts';
import { CommandError, EXIT, type ExitCode } from './CommandError.ts';
import { unreachable } from './connect.ts';

/** What Node calls it when nobody answers, or not any more. */
const CUT_OFF = new Set(
  'ECONNREFUSED ECONNRESET ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH ETIMEDOUT EPIPE EPROTO'.split(' '),
);

/** What Node calls it when a file cannot be read. */
const UNREADABLE: Record<string, string> = {
  ENOENT: 'There is no such file or folder.',
  EACCES: 'You may not read it; see its permissions.',
  EPERM: 'You may not read it; see its permissions.',
  EISDIR: 'It is a folder; name the files in it.',
};

/** How a command ends that a change of the people stands in the way of. */
const EXITS: Record<PeopleProblem, ExitCode> = {
  wrong: EXIT.usage,
  nobody: EXIT.notFound,
  taken: EXIT.usage,
  busy: EXIT.failed,
  refused: EXIT.rejected,
  failed: EXIT.failed,
};

interface AwsError extends Error {
  code?: string;
  $metadata?: { httpStatusCode?: number };
}

export function isUnreachable(error: unknown): boolean {
  if (error instanceof CommandError) return error.exitCode === EXIT.unreachable;
  const { code, name, $metadata } = error as AwsError;
  return $metadata?.httpStatusCode === undefined && (CUT_OFF.has(code ?? '') || name === 'TimeoutError');
}

/** Any error as up to three lines for the person at the terminal, and the exit code it ends with. */
export function explain(error: unknown): { message: string; exitCode: ExitCode } {
  if (!(error instanceof Error)) return { message: String(error), exitCode: EXIT.failed };
  if (error instanceof CommandError) return error;
  if (error instanceof PeopleError) return { message: error.message, exitCode: EXITS[error.problem] };
  if (error instanceof SettingError) return { message: error.message, exitCode: EXIT.usage };
  const unreadable = UNREADABLE[(error as AwsError).code ?? ''];
  if (unreadable !== undefined) return { message: unreadable, exitCode: EXIT.failed };
  const endpoint = process.env.AWS_ENDPOINT_URL;
  if (isUnreachable(error)) return unreachable(endpoint, error);

  const { name, message } = error;
  const where = endpoint ? `at ${endpoint}` : `in AWS (${process.env.AWS_REGION ?? 'region of the profile'})`;
  if (name === 'CredentialsProviderError' || /Region is missing/.test(message))
    return {
      message:
        `${message}\nSet AWS_PROFILE, or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, and AWS_REGION; ` +
        'or unset them all for the local inbox.',
      exitCode: EXIT.usage,
    };
  const status = (error as AwsError).$metadata?.httpStatusCode;
  if (status === 503)
    return {
      message: `The inbox ${where} is not ready (503). If it is just starting, try again in a moment.`,
      exitCode: EXIT.unreachable,
    };
  if (status === 403 || status === 401)
    return {
      message:
        `The inbox ${where} refused this (${status} ${name}: ${message}).\n` +
        'See that the credentials are the right ones, still valid, and may do it.',
      exitCode: EXIT.failed,
    };
  if (/^(NoSuchBucket|ResourceNotFoundException|QueueDoesNotExist)$/.test(name))
    return {
      message:
        `There is no such bucket, table or queue ${where}: ${message}\n` +
        'Check INBOX_BUCKET and NAME_PREFIX, or find out what is missing with `npx face-inbox doctor`.',
      exitCode: EXIT.failed,
    };
  return {
    message: status === undefined ? message : `The inbox ${where} answered ${status} ${name}: ${message}`,
    exitCode: EXIT.failed,
  };
}
