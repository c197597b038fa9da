/** Why a photo can never be analysed as it is. */
export const PHOTO_REASONS = [
  'empty',
  'too-large',
  'not-an-image',
  'unsupported-format',
  'damaged',
  'too-many-pixels',
  'too-slow',
  'too-much-memory',
  'breaks-decoder',
] as const;

/** Why it can never enrol anybody. */
export const ENROLMENT_REASONS = [
  'bad-person',
  'other-region',
  'no-face',
  'several-faces',
  'face-too-small',
  'face-not-clear',
  'face-too-blurred',
  'face-badly-lit',
  'bad-descriptor',
  'video-enrols-nobody',
] as const;

export type Reason = (typeof PHOTO_REASONS)[number] | (typeof ENROLMENT_REASONS)[number];

/** The photo itself is at fault: trying again cannot help. The message states the value, the rule, the remedy. */
export class PhotoError extends Error {
  override name = 'PhotoError';
  readonly reason: Reason;

  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
