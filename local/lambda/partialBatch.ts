/** What becomes of the messages of a batch. `wrong` says why a response that could not be read fails all of them. */
export interface Verdict {
  succeeded: string[];
  failed: string[];
  wrong?: string;
}

/**
 * Reads a function's response with ReportBatchItemFailures on (Lambda guide, "Handling errors for an SQS event
 * source", "Success and failure conditions"):
 * - a complete success: an empty or null `batchItemFailures`, an empty or null response;
 * - a complete failure: no JSON object, an `itemIdentifier` that is empty, null, under another name or of no
 *   message of this batch.
 * The page does not say what a response without `batchItemFailures` but with other keys is: in AWS it is an empty
 * EventResponse, so a success. Nor what one that is no object is: nothing was reported, but it is no EventResponse,
 * so we fail the batch and lose no message.
 */
export function partialBatch(messageIds: string[], response: unknown): Verdict {
  const success: Verdict = { succeeded: messageIds, failed: [] };
  const failure = (wrong: string): Verdict => ({ succeeded: [], failed: messageIds, wrong });

  if (response === null || response === undefined || response === '') return success;
  if (typeof response !== 'object' || Array.isArray(response))
    return failure(`the response is ${quoted(response)}, but must be an object with batchItemFailures`);
  const { batchItemFailures: failures } = response as { batchItemFailures?: unknown };
  if (failures === null || failures === undefined) return success;
  if (!Array.isArray(failures))
    return failure(`batchItemFailures is ${quoted(failures)}, but must be a list`);

  const known = new Set(messageIds);
  const named = new Set<string>();
  for (const item of failures as unknown[]) {
    const id = (item as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    if (typeof id !== 'string' || id === '')
      return failure(
        `${quoted(item)} is in batchItemFailures, but must be {"itemIdentifier": "<messageId>"}`,
      );
    if (!known.has(id))
      return failure(`itemIdentifier is ${quoted(id)}, but must be a messageId of the batch`);
    named.add(id);
  }
  return {
    succeeded: messageIds.filter((id) => !named.has(id)),
    failed: messageIds.filter((id) => named.has(id)),
  };
}

const quoted = (value: unknown) => JSON.stringify(value)?.slice(0, 100) ?? String(value);
