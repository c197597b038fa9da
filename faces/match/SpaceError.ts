/** Descriptors that cannot be compared: their distance would be a number without a meaning. */
export class SpaceError extends Error {
  override name = 'SpaceError';
}
