/** The decoder's process failed for no reason that is the photo's: another try can succeed. */
export class DecoderError extends Error {
  override name = 'DecoderError';
}
