/** The stack has something that cannot be applied as it is written. */
export class ApplyError extends Error {
  override name = 'ApplyError';
}
