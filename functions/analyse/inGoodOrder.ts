import type { SQSRecord } from 'aws-lambda';

/**
 * The messages of a batch in the order in which they are best looked at: who is dropped together with photos of
 * themselves is known before those are looked at; and what was received before and may have killed the function
 * comes last, in an order of chance, so that it does not always take the same others along.
 */
export function inGoodOrder(records: SQSRecord[]): SQSRecord[] {
  return records
    .map((record) => ({
      record,
      again: Number(record.attributes.ApproximateReceiveCount) > 1,
      enrols: ENROLS.test(record.body),
      chance: Math.random(),
    }))
    .sort(
      (a, b) =>
        Number(a.again) - Number(b.again) ||
        Number(b.enrols) - Number(a.enrols) ||
        (a.again ? a.chance - b.chance : 0),
    )
    .map(({ record }) => record);
}

/** A key of people/ in S3's event; for the order alone, so a rare mistake costs nothing. */
const ENROLS = /"key"\s*:\s*"people(\/|%2F)/i;
