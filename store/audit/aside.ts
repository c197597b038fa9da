import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { onShelves } from '../chunks/shelves.ts';
import type { ImageItem } from '../ImageItem.ts';
import type { Store } from '../openStore.ts';
import { hasFile } from '../results/files.ts';

/** What of a video lies beside its item: the rows of a plan, and an object with tracks. */

const DAY_MS = 24 * 3600 * 1000;

/** Whether a video has been looked at for longer than its messages can take: they are lost. */
export function isOverdue(item: Pick<ImageItem, 'status'> & { analysedAt?: string }): boolean {
  return item.status === 'analysing' && Date.now() - Date.parse(item.analysedAt!) > DAY_MS;
}

export const isStrayPlan = (plan: string, item: ImageItem | undefined): boolean =>
  item?.status !== 'analysing' || item.plan !== plan;

const isStrayFile = (key: string, item: ImageItem | undefined): boolean =>
  item?.status !== 'analysed' || item.tracksAt?.key !== key;

async function hasRows(store: Store, plan: string): Promise<boolean> {
  if (await hasRow(store, plan)) return true;
  return (await onShelves(plan, (shelf) => hasRow(store, shelf))).includes(true);
}

async function hasRow(store: Store, key: string): Promise<boolean> {
  const { Count = 0 } = await store.db.send(
    new QueryCommand({
      TableName: store.names.chunks,
      ConsistentRead: true,
      KeyConditionExpression: '#plan = :plan',
      ExpressionAttributeNames: { '#plan': 'plan' },
      ExpressionAttributeValues: { ':plan': key },
      Select: 'COUNT',
      Limit: 1,
    }),
  );
  return Count > 0;
}

/** Those of the plans and objects that are still there, and still follow from nothing. */
export async function asideLeft(
  store: Store,
  item: ImageItem | undefined,
  strays: { plans: string[]; files: string[] },
): Promise<{ plans: string[]; files: string[] }> {
  const there = async (some: string[], isThere: (one: string) => Promise<boolean>) => {
    const found = await Promise.all(some.map(isThere));
    return some.filter((_, at) => found[at]);
  };
  return {
    plans: await there(
      strays.plans.filter((plan) => isStrayPlan(plan, item)),
      (plan) => hasRows(store, plan),
    ),
    files: await there(
      strays.files.filter((key) => isStrayFile(key, item)),
      (key) => hasFile(store, key),
    ),
  };
}
