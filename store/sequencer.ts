/**
 * S3 orders the changes of one key by hexadecimal sequencers of differing lengths: pad the shorter on the right
 * with zeros, then compare as strings (S3 user guide, "Event message structure"). Padded once, they compare in
 * DynamoDB's conditions too.
 */
export function padded(sequencer: string): string {
  return sequencer.toUpperCase().padEnd(LENGTH, '0');
}

/** S3's have 16 to 18 digits today. */
const LENGTH = 32;
/** Digits of our own behind those of S3, see `after`. */
const OWN = 8;

/** Before all changes. */
export const NOTHING = padded('');

/** What S3 can have meant as a sequencer; undefined for anything else, which orders nothing. */
export function readSequencer(text: unknown): string | undefined {
  return typeof text === 'string' && new RegExp(`^[0-9a-f]{1,${LENGTH}}$`, 'i').test(text)
    ? padded(text)
    : undefined;
}

/**
 * The place of a state that was seen in the bucket, and that no sequencer of S3's is known of. Whoever looks at the
 * bucket after reading the item of a key sees a state of that item's change or of a later one; so the state comes
 * after that item, and before every change that S3 numbers higher: digits of our own, behind S3's, say so. Later looks
 * count on.
 */
export function after(sequencer: string): string {
  const looks = Number.parseInt(sequencer.slice(LENGTH) || '0', 16) + 1;
  return sequencer.slice(0, LENGTH) + looks.toString(16).toUpperCase().padStart(OWN, '0');
}

/** Whether the place is one of a look at the bucket, and not of a change that S3 told of. */
export function isOfALook(sequencer: string): boolean {
  return sequencer.length > LENGTH;
}

/** A sequencer that somebody else may have written, so that it can be gone on from; nothing comes after what is none. */
export function wellFormed(sequencer: string): string {
  if (!new RegExp(`^[0-9A-F]{1,${LENGTH + OWN}}$`).test(sequencer)) return NOTHING;
  return isOfALook(sequencer) ? sequencer : padded(sequencer);
}
