import type { PHOTO_REASONS, PhotoError } from '../../faces/decode/PhotoError.ts';
import { ProblemError } from '../ProblemError.ts';

type Reason = (typeof PHOTO_REASONS)[number];

const RULES: Record<Reason, [rule: string, remedy: string]> = {
  empty: ['A photo must have bytes.', 'Send the bytes of the photo as the body, or as a part of a form.'],
  'too-large': ['A photo may have MAX_BYTES bytes.', 'Send a smaller file.'],
  'not-an-image': ['It must be an image.', 'Send a JPEG, PNG, WebP, GIF, AVIF or HEIC.'],
  'unsupported-format': ['It must be a JPEG, PNG, WebP, GIF, AVIF or HEIC.', 'Convert it to one of these.'],
  damaged: ['It must be whole.', 'Send it again from a copy that can be opened.'],
  'too-many-pixels': ['A photo may have MAX_PIXELS pixels.', 'Send it smaller.'],
  'too-slow': ['Decoding may take DECODE_SECONDS.', 'Save it anew in another program, or smaller.'],
  'too-much-memory': ['Decoding may take DECODE_MEGABYTES.', 'Save it anew in another program, or smaller.'],
  'breaks-decoder': ['The decoder must survive it.', 'Save it anew in another program.'],
};

/** A photo that cannot be looked at, as a problem. @param what which one it is, where there are several */
export function photoProblem({ reason, message }: PhotoError, bytes: number, what?: string): ProblemError {
  const [rule, remedy] = RULES[reason as Reason];
  return new ProblemError(reason === 'too-large' ? 413 : 422, {
    code: reason,
    detail: what === undefined ? message : `${what}: ${message}`,
    value: `${bytes} bytes`,
    rule,
    remedy,
  });
}
