import type { TableRole } from '../../store/tables.ts';
import type { Rights } from '../kindsOfRights.ts';
import type { QueueRole } from '../topology.ts';
import type { Statement } from './policy.ts';

/** The ARNs of what functions work with. */
export interface Arns {
  bucket: string;
  /** Where there is one. */
  galleries?: string | undefined;
  results: string;
  tables: Record<TableRole, string>;
  queues: Record<QueueRole, string>;
  bus: string;
  /** By their roles; of those that others call. */
  functions: Record<string, { arn: string }>;
}

/** All that a function may do, in statements of IAM: its rights, and to write its own log. */
export function policyOf(
  { inBucket, inGalleries, inResults, inTables, onQueues, onBus, onFunctions = [] }: Rights,
  arns: Arns,
  log: string,
): Statement[] {
  const allow = (Action: string[], Resource: string): Statement => ({
    Effect: 'Allow',
    Action,
    Resource: [Resource],
  });
  return [
    ...inBucket.map(({ action }) => allow([action], resourceOf(action, arns.bucket))),
    ...inBucket.flatMap(({ action, notUnder }): Statement[] =>
      notUnder === undefined
        ? []
        : [
            {
              Effect: 'Deny',
              Action: [action],
              Resource: notUnder.map((beginning) => `${arns.bucket}/${beginning}*`),
            },
          ],
    ),
    ...inGalleries.map((action) => allow([action], resourceOf(action, arns.galleries!))),
    ...inResults.map((action) => allow([action], resourceOf(action, arns.results))),
    ...inTables.map(({ table, index, actions }) =>
      allow(actions, index === undefined ? arns.tables[table] : `${arns.tables[table]}/index/${index}`),
    ),
    ...onQueues.map(({ queue, actions }) => allow(actions, arns.queues[queue])),
    ...(onBus.length > 0 ? [allow(onBus, arns.bus)] : []),
    ...onFunctions.map(({ function: called, actions }) => allow(actions, arns.functions[called]!.arn)),
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `${log}:*`),
  ];
}

/** Listing is asked of the bucket, all else of what is in it. */
function resourceOf(action: string, bucket: string): string {
  return action === 's3:ListBucket' ? bucket : `${bucket}/*`;
}
