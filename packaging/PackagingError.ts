/** The functions cannot be packaged; the message says what to do. */
export class PackagingError extends Error {
  override name = 'PackagingError';
}
