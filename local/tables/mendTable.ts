import { isObject } from '../events/readInput.ts';
import type { Dynalite } from './openDynalite.ts';
import { TableError } from './TableError.ts';

type Input = Record<string, unknown>;

/** What dynalite 4 ignores of CreateTable and UpdateTable, and what would be missed. */
const REFUSED = [
  ...['StreamSpecification', 'ReplicaUpdates', 'GlobalTableWitnessUpdates', 'GlobalTableSourceArn'],
  ...['DeletionProtectionEnabled', 'OnDemandThroughput', 'ResourcePolicy', 'MultiRegionConsistency'],
];

/** An option that changes what the client gets is refused and never ignored. */
export function refuseOptions(input: Input): void {
  refuseIndexChange(input);
  for (const name of REFUSED) {
    const value = input[name] ?? false;
    const isOff = value === false || (isObject(value) && value.StreamEnabled === false);
    if (!isOff)
      throw new TableError(
        'ValidationException',
        `${name} is not supported by the local DynamoDB. Leave ${name} out.`,
      );
  }
}

/** dynalite changes the throughput of an index, and makes and deletes none. */
function refuseIndexChange({ GlobalSecondaryIndexUpdates: updates }: Input): void {
  const isChange = (update: unknown) => isObject(update) && ('Create' in update || 'Delete' in update);
  if (Array.isArray(updates) && updates.some(isChange))
    throw new TableError(
      'ValidationException',
      'An index of a table that is there can be neither made nor deleted in the local DynamoDB. Make another table with it.',
    );
}

/** The tags that CreateTable names, which dynalite leaves aside. */
export async function setTags({ Tags }: Input, created: string, dynalite: Dynalite): Promise<void> {
  if (!Array.isArray(Tags) || Tags.length === 0) return;
  const ResourceArn = JSON.parse(created).TableDescription.TableArn;
  await dynalite.call('TagResource', JSON.stringify({ ResourceArn, Tags }));
}

/**
 * ReturnValuesOnConditionCheckFailure, which dynalite ignores: the error with the item that failed the condition, read
 * just after it, so that a write in between shows.
 */
export async function withItem(input: Input, failure: string, dynalite: Dynalite): Promise<string> {
  const { TableName } = input;
  const ask = async (operation: string, of: object) =>
    JSON.parse((await dynalite.call(operation, JSON.stringify(of))).body);
  const Key = input.Key ?? (await keyOf(input.Item as Input));
  const { Item } = await ask('GetItem', { TableName, Key, ConsistentRead: true });
  return JSON.stringify({ ...JSON.parse(failure), Item });

  async function keyOf(item: Input) {
    const { Table } = await ask('DescribeTable', { TableName });
    const names = (Table.KeySchema as { AttributeName: string }[]).map(({ AttributeName }) => AttributeName);
    return Object.fromEntries(names.map((name) => [name, item[name]]));
  }
}
