/** The table `people` cannot be searched by DynamoDB's own vector index; the message says why, and what to do. */
class VectorIndexError extends Error {
  override name = 'VectorIndexError';
}

/** What DynamoDB says where it has no such operation, no such index, or not yet, and where the numbers do not fit. */
const REASONS: [RegExp, (table: string) => string][] = [
  [
    /UnknownOperation|InvalidAction/,
    () =>
      'This endpoint has no vector indexes: it does not know SearchVectors. Set GALLERY to memory or index, or ' +
      'AWS_ENDPOINT_URL to an endpoint that has them.',
  ],
  [
    /does not have the specified index|Cannot search backfilling/,
    (table) =>
      `The table ${table} has no vector index "faces" that can be searched: it is being built, which takes minutes, or was ` +
      'never made. `npx face-inbox doctor` says which; `npm run deploy` makes it. What failed for it is tried again.',
  ],
  [
    /does not match vector index dimension|Invalid size for parameter/,
    (table) =>
      `The vector index "faces" of the table ${table} is for descriptors of another length than this recogniser makes. Set ` +
      'GALLERY to memory or index, or use the built-in recogniser.',
  ],
];

/** The error in words of ours where it says something of the index; else the error itself. */
export function ofIndex(error: unknown, table: string): unknown {
  if (!(error instanceof Error)) return error;
  const text = `${error.name}: ${error.message}`;
  const reason = REASONS.find(([pattern]) => pattern.test(text));
  return reason
    ? new VectorIndexError(`GALLERY is dynamodb. ${reason[1](table)} (${text})`, { cause: error })
    : error;
}
