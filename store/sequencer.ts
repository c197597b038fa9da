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
  const change = changeOf(sequencer);
  const looks = Number.parseInt(change.slice(LENGTH) || '0', 16) + 1;
  return change.slice(0, LENGTH) + looks.toString(16).toUpperCase().padStart(OWN, '0');
}

/** Whether the place is one of a look at the bucket, and not of a change that S3 told of. */
export function isOfALook(sequencer: string): boolean {
  return changeOf(sequencer).length > LENGTH;
}

/** A sequencer that somebody else may have written, so that it can be gone on from; nothing comes after what is none. */
export function wellFormed(sequencer: string): string {
  const change = changeOf(sequencer);
  const revision = sequencer.slice(change.length);
  if (!new RegExp(`^[0-9A-F]{1,${LENGTH + OWN}}$`).test(change) || !REVISION.test(revision)) return NOTHING;
  return `${change.padEnd(LENGTH, '0')}${revision}`;
}

/** Digits of a revision, behind its dot. */
const REVISION_DIGITS = 4;
const REVISION = new RegExp(`^(\\.[0-9A-F]{${REVISION_DIGITS}})?$`);

/**
 * The place of a result that is told anew though its photo has not changed, since a name in it has: after that of the change
 * and of the revisions before, and before every later change and look, as a dot comes before all digits.
 */
export function revised(sequencer: string): string {
  const change = changeOf(sequencer);
  const revision = Number.parseInt(sequencer.slice(change.length + 1) || '0', 16) + 1;
  const digits = revision.toString(16).toUpperCase().padStart(REVISION_DIGITS, '0');
  if (digits.length > REVISION_DIGITS)
    throw new RangeError(
      `The result at ${sequencer} has been revised as often as can be, 65,535 times. Drop its photo again: a new change ` +
        'begins anew.',
    );
  return `${change}.${digits}`;
}

/** The place of the change that a revision is of. */
export function changeOf(sequencer: string): string {
  return sequencer.split('.', 1)[0]!;
}
