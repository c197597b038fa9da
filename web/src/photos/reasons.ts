import type { Rejected } from '../types.ts';

/** Why a photo was refused, for who has dropped it; by the codes of the README, "Reasons for refusing a photo". */
const REASONS: Record<string, string> = {
  empty: 'The file is empty',
  'not-an-image': 'This file is not a picture',
  'unsupported-format': 'Pictures of this kind cannot be read',
  damaged: 'The file is cut short or broken',
  'too-large': 'The file is too large',
  'too-many-pixels': 'The picture has too many pixels',
  'too-slow': 'The picture takes too long to read',
  'too-much-memory': 'The picture takes too much memory to read',
  'breaks-decoder': 'The picture cannot be read',
  'other-region': 'People are added in another region',
  'bad-person': 'Nobody can be called so',
  'no-face': 'No face was found to know somebody by',
  'several-faces': 'It shows several people, and it is not clear whose face to learn',
  'face-too-small': 'The face is too small to know somebody by',
  'face-not-clear': 'The face is covered, or seen from the side',
  'face-too-blurred': 'The face is blurred',
  'face-badly-lit': 'The face is too dark or too bright',
  'bad-descriptor': 'The numbers that describe the face are not right',
};

/** Of these there is a picture to be seen: it could be read, only nobody could be enrolled by it. */
const SEEN = /^(other-region|bad-person|no-face|several-faces|face-)/;

export function reasonOf({ reason }: Rejected): string {
  return REASONS[reason] ?? 'It could not be taken';
}

export function isSeen({ reason }: Rejected): boolean {
  return SEEN.test(reason);
}
