interface Policy {
  Statement: { Action: string | string[] }[];
}

/**
 * IAM's actions that stand for several calls ("Amazon SQS API permissions: Actions and resource reference": who may send a
 * message may send a batch of them, and there is no action for batches). The servers look for the name of the call.
 */
const CALLS: Record<string, string[]> = {
  'sqs:ChangeMessageVisibility': ['sqs:ChangeMessageVisibilityBatch'],
  'sqs:DeleteMessage': ['sqs:DeleteMessageBatch'],
  'sqs:SendMessage': ['sqs:SendMessageBatch'],
};

/** A policy as the servers understand it: with the names of the calls beside those of the actions. */
export function withCallNames(policy: string, calls = CALLS): string {
  const { Statement, ...rest }: Policy = JSON.parse(policy);
  const widened = Statement.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().flatMap((action) => [action, ...(calls[action] ?? [])]),
  }));
  return JSON.stringify({ ...rest, Statement: widened });
}
