import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  GetCommand,
  paginateQuery,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Store } from '../openStore.ts';
import { COUNT, faceKey, groupKey, STEPS, stepKey, type UnknownRow } from './UnknownRow.ts';

/**
 * Groups change in steps, one after the other: each is one transaction, on condition that nobody has made another since the groups were
 * read. It leaves a row that tells what it has changed, by which whoever has read the groups before catches up.
 */
export interface Step {
  /** Faces that were put into a group. */
  placed?: { image: string; face: number }[];
  /** Groups that have become one. */
  joined?: [number, number][];
  /** More than that: read everything again. */
  other?: true;
}

/** What the steps count. */
export interface Count {
  /** How many steps there were. */
  revision: number;
  /** The highest number of a group; none is given twice. */
  last: number;
}

type Actions = NonNullable<TransactWriteCommandInput['TransactItems']>;

/** Beside what a step has of its own. */
export const MOST_ACTIONS = 98;
/** Who has read the groups longer ago than that reads them all again. */
const STEP_SECONDS = 24 * 3600;

export async function readCount(store: Store): Promise<Count> {
  const { Item } = await store.db.send(
    new GetCommand({ TableName: store.names.unknown, Key: COUNT, ConsistentRead: true }),
  );
  return { revision: (Item?.revision as number) ?? 0, last: (Item?.last as number) ?? 0 };
}

/** The steps since that revision, in order; undefined where some of them are not known any more. */
export async function stepsSince(store: Store, revision: number): Promise<Step[] | undefined> {
  const pages = paginateQuery(
    { client: store.db },
    {
      TableName: store.names.unknown,
      ConsistentRead: true,
      KeyConditionExpression: '#of = :steps AND #at > :revision',
      ExpressionAttributeNames: { '#of': 'of', '#at': 'at' },
      ExpressionAttributeValues: { ':steps': STEPS, ':revision': stepKey(revision).at },
    },
  );
  const steps: (Step & { at: string })[] = [];
  for await (const { Items = [] } of pages) steps.push(...(Items as (Step & { at: string })[]));
  return steps.every(({ at }, index) => Number(at) === revision + index + 1) ? steps : undefined;
}

/**
 * Makes a step, if it is still the next one.
 * @param counted as read before the groups were, on which the step rests
 * @param last the highest number of a group after it
 * @returns undefined where it is made, else the actions that were refused, by their places; none where another step came first, or
 * another was at one of the rows at the same moment.
 */
export async function makeStep(
  store: Store,
  counted: Count,
  last: number,
  step: Step,
  actions: Actions,
): Promise<number[] | undefined> {
  const revision = counted.revision + 1;
  const expiresAt = Math.floor(Date.now() / 1000) + STEP_SECONDS;
  try {
    await store.db.send(
      new TransactWriteCommand({
        TransactItems: [
          {
            Put: {
              TableName: store.names.unknown,
              Item: { ...COUNT, revision, last },
              ...(counted.revision === 0
                ? {
                    ConditionExpression: 'attribute_not_exists(#of)',
                    ExpressionAttributeNames: { '#of': 'of' },
                  }
                : {
                    ConditionExpression: 'revision = :revision',
                    ExpressionAttributeValues: { ':revision': counted.revision },
                  }),
            },
          },
          { Put: { TableName: store.names.unknown, Item: { ...stepKey(revision), ...step, expiresAt } } },
          ...actions,
        ],
      }),
    );
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const { CancellationReasons = [] } = error;
    const codes = CancellationReasons.map(({ Code = 'None' }) => Code);
    if (codes.some((code) => !/^(None|ConditionalCheckFailed|TransactionConflict)$/.test(code))) throw error;
    return codes.slice(2).flatMap((code, place) => (code === 'ConditionalCheckFailed' ? [place] : []));
  }
}

/** A face that is in no group is put into one. */
export function placing(store: Store, row: UnknownRow, group: number): Actions[number] {
  return {
    Update: {
      TableName: store.names.unknown,
      Key: faceKey(row.image, row.face),
      UpdateExpression: 'SET #group = :group REMOVE waiting, waitingSince',
      ConditionExpression: 'sequencer = :sequencer AND attribute_not_exists(#group)',
      ExpressionAttributeNames: { '#group': 'group' },
      ExpressionAttributeValues: { ':group': group, ':sequencer': row.sequencer },
    },
  };
}

/** A face is put into another group than it is in. */
export function moving(
  store: Store,
  { image, face, sequencer }: Pick<UnknownRow, 'image' | 'face' | 'sequencer'>,
  group: number,
): Actions[number] {
  return {
    Update: {
      TableName: store.names.unknown,
      Key: faceKey(image, face),
      UpdateExpression: 'SET #group = :group',
      ConditionExpression: 'sequencer = :sequencer',
      ExpressionAttributeNames: { '#group': 'group' },
      ExpressionAttributeValues: { ':group': group, ':sequencer': sequencer },
    },
  };
}

/** A face on which the step rests is still there. */
export function resting(store: Store, { image, face }: { image: string; face: number }): Actions[number] {
  return {
    ConditionCheck: {
      TableName: store.names.unknown,
      Key: faceKey(image, face),
      ConditionExpression: 'attribute_exists(#group) AND expiresAt > :now',
      ExpressionAttributeNames: { '#group': 'group' },
      ExpressionAttributeValues: { ':now': Math.floor(Date.now() / 1000) },
    },
  };
}

/** Something happens to a group, and results may tell otherwise until they are told. */
export function groupChange(
  store: Store,
  group: number,
  set: { into?: number; name?: string; apart?: number[] },
): Actions[number] {
  const names = Object.keys(set);
  return {
    Update: {
      TableName: store.names.unknown,
      Key: groupKey(group),
      UpdateExpression: `SET ${[...names, 'untold'].map((name) => `#${name} = :${name}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries([...names, 'untold'].map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ':untold': true,
        ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
      },
    },
  };
}
