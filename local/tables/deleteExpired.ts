import type { Dynalite } from './openDynalite.ts';

/** Items looked at in one go; the event loop turns in between. */
const PAGE = 200;
/** "More than five years in the past" an item is not deleted (developer guide, "Using time to live"). */
const FIVE_YEARS = 5 * 365 * 24 * 3600;

type Value = Record<string, unknown>;
interface Page {
  Items: Record<string, Value>[];
  LastEvaluatedKey?: Record<string, Value>;
}

/**
 * Deletes the items whose attribute, a number of seconds since 1970, is over. An attribute of another type says
 * nothing: it is never equal to or below a number. Each is deleted only if it still has the value that was seen.
 * @returns how many were deleted
 */
export async function deleteExpired(options: {
  dynalite: Dynalite;
  table: string;
  attribute: string;
  now: number;
  signal: AbortSignal;
}): Promise<number> {
  const { dynalite, table: TableName, attribute, signal } = options;
  const seconds = Math.floor(options.now / 1000);
  const names = await keyNames(dynalite, TableName);
  const condition = { ExpressionAttributeNames: { '#t': attribute } };
  let deleted = 0;
  let ExclusiveStartKey: Page['LastEvaluatedKey'];
  do {
    const page = await call<Page>(dynalite, 'Scan', {
      TableName,
      Limit: PAGE,
      ExclusiveStartKey,
      FilterExpression: '#t < :now AND #t > :old',
      ...condition,
      ExpressionAttributeValues: { ':now': { N: `${seconds}` }, ':old': { N: `${seconds - FIVE_YEARS}` } },
    });
    for (const item of page?.Items ?? []) {
      const gone = await call(dynalite, 'DeleteItem', {
        TableName,
        Key: Object.fromEntries(names.map((name) => [name, item[name]])),
        ConditionExpression: '#t = :seen',
        ...condition,
        ExpressionAttributeValues: { ':seen': item[attribute] },
      });
      if (gone) deleted++;
    }
    ExclusiveStartKey = page?.LastEvaluatedKey;
  } while (ExclusiveStartKey && !signal.aborted);
  return deleted;
}

async function keyNames(dynalite: Dynalite, TableName: string): Promise<string[]> {
  const described = await call<{ Table: { KeySchema: { AttributeName: string }[] } }>(
    dynalite,
    'DescribeTable',
    { TableName },
  );
  return described?.Table.KeySchema.map(({ AttributeName }) => AttributeName) ?? [];
}

/** Undefined for what is not there any more, or not as it was. */
async function call<T>(dynalite: Dynalite, operation: string, input: object): Promise<T | undefined> {
  const { status, body } = await dynalite.call(operation, JSON.stringify(input));
  if (status === 200) return JSON.parse(body) as T;
  if (/ConditionalCheckFailed|ResourceNotFound/.test(body)) return undefined;
  throw new Error(`${operation} for expired items failed: ${body}`);
}
