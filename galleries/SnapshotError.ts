/** A snapshot of the gallery cannot be used, or not be made; the message says why and what to do. */
export class SnapshotError extends Error {
  override name = 'SnapshotError';
}
