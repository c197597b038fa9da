/** The queue does not exist, or refuses the message for what is in it: trying again cannot help. */
export class UndeliverableError extends Error {
  override name = 'UndeliverableError';
}
