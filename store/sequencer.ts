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
