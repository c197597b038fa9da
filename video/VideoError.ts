/** Why a video can never be analysed as it is. */
export const VIDEO_REASONS = [
  'empty',
  'not-a-video',
  'no-video',
  'damaged',
  'unsupported-codec',
  'encrypted',
  'external-data',
  'too-large',
  'too-long',
  'too-many-pixels',
  'too-many-frames',
  'too-slow',
  'too-much-memory',
  'breaks-decoder',
] as const;

export type VideoReason = (typeof VIDEO_REASONS)[number];

/** The video itself is at fault: trying again cannot help. The message states the value, the rule, the remedy. */
export class VideoError extends Error {
  override name = 'VideoError';
  readonly reason: VideoReason;

  constructor(reason: VideoReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
