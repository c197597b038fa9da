/** A weight file or model is missing, or is not the one whose hash the manifest holds. */
export class WeightsError extends Error {
  override name = 'WeightsError';
}
