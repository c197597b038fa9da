import { block, type Resources, type Violation } from './Resources.ts';

/** A table can be put back to any second of the last weeks, in every region that has it, and goes when the stack goes. */
export function tableRules(resources: Resources): Violation[] {
  return resources.of('aws_dynamodb_table').flatMap((table) => {
    const broken: Violation[] = [];
    const says = (message: string) => broken.push({ resource: table, message });
    if (block(table.point_in_time_recovery).enabled !== true)
      says('the table has no point-in-time recovery; it must have. Set it in tables.ts.');
    const replicas = (table.replica ?? []) as Record<string, unknown>[];
    for (const { region_name, point_in_time_recovery } of replicas)
      if (point_in_time_recovery !== true)
        says(
          `the replica in ${region_name} has no point-in-time recovery; it must have. Set it in tables.ts.`,
        );
    if (replicas.length > 0 && table.stream_view_type !== 'NEW_AND_OLD_IMAGES')
      says(
        `the table has replicas and its stream is ${table.stream_view_type}; it must be NEW_AND_OLD_IMAGES, by which ` +
          'replicas follow. Set it in tables.ts.',
      );
    if (table.billing_mode !== 'PAY_PER_REQUEST')
      says(
        `the table is billed ${table.billing_mode}; it must be PAY_PER_REQUEST, which costs nothing at rest. Set it in tables.ts.`,
      );
    return broken;
  });
}
