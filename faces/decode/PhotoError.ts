/** Why a photo can never be analysed, or a face never be enrolled, as it is. */
export type Reason =
  | 'empty'
  | 'too-large'
  | 'not-an-image'
  | 'unsupported-format'
  | 'damaged'
  | 'too-many-pixels'
  | 'too-slow'
  | 'too-much-memory'
  | 'breaks-decoder'
  | 'bad-person'
  | 'no-face'
  | 'several-faces'
  | 'face-too-small'
  | 'face-not-clear'
  | 'face-too-blurred'
  | 'face-badly-lit';

/** The photo itself is at fault: trying again cannot help. The message states the value, the rule, the remedy. */
export class PhotoError extends Error {
  override name = 'PhotoError';
  readonly reason: Reason;

  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
