/** What the command's exit code says; the same list stands in --help. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  rejected: 3,
  notFound: 4,
  unreachable: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command with that exit code. The message states the value, the rule and the remedy in up to three lines. */
export class CommandError extends Error {
  override name = 'CommandError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
