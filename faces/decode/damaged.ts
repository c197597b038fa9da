import { PhotoError } from './PhotoError.ts';

/**
 * What a decoder's failure means.
 * @throws PhotoError `damaged`; the cause itself where it is this machine's fault and not the photo's.
 */
export function damaged(cause: unknown): never {
  const detail = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
  // Another try may have more room, but not where a photo claims more than libheif allows any, which it calls an allocation
  // error as well. A file is one that we wrote, of a photo whose header had been read.
  if (/memory|alloc|^Input file/i.test(detail) && !/security limit/i.test(detail)) throw cause;
  throw new PhotoError(
    'damaged',
    `The photo cannot be decoded (${detail}). It is cut short or broken: drop it again from its source.`,
    { cause },
  );
}
