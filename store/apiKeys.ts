import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Store } from './openStore.ts';
import { stateItems } from './stateItems.ts';

/** What is kept of a key of the API: enough to know it by, and not the key. */
export interface ApiKey {
  id: string;
  /** Whose it is, in words. */
  label: string;
  scopes: string[];
  /** ISO 8601. */
  createdAt: string;
}

const BEGINS = 'api-key#';

/** `fi_<id>_<secret>`: the secret is 256 random bits, so that its plain SHA-256 tells nothing of it. */
const KEY = /^fi_([0-9a-f]{12})_([\w-]{43})$/;

/** @returns the key, which nobody can tell afterwards */
export async function addApiKey(
  store: Store,
  { label, scopes }: Pick<ApiKey, 'label' | 'scopes'>,
): Promise<{ key: string; id: string }> {
  const id = randomBytes(6).toString('hex');
  const key = `fi_${id}_${randomBytes(32).toString('base64url')}`;
  const Item = {
    ...{ name: `${BEGINS}${id}`, label, scopes, hash: hashOf(key) },
    createdAt: new Date().toISOString(),
  };
  await store.db.send(
    new PutCommand({
      TableName: store.names.state,
      Item,
      ConditionExpression: 'attribute_not_exists(#name)',
      ExpressionAttributeNames: { '#name': 'name' },
    }),
  );
  return { key, id };
}

export async function listApiKeys(store: Store): Promise<ApiKey[]> {
  const keys: ApiKey[] = [];
  for await (const item of stateItems(store, BEGINS)) {
    const { name, label, scopes, createdAt } = item as unknown as ApiKey & { name: string };
    keys.push({ id: name.slice(BEGINS.length), label, scopes, createdAt });
  }
  return keys.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

/** @returns whether there was one */
export async function revokeApiKey(store: Store, id: string): Promise<boolean> {
  const { Attributes } = await store.db.send(
    new DeleteCommand({
      TableName: store.names.state,
      Key: { name: `${BEGINS}${id}` },
      ReturnValues: 'ALL_OLD',
    }),
  );
  return Attributes !== undefined;
}

/** What a key may do; undefined for what is none, or was revoked. */
export async function scopesOf(store: Store, key: string): Promise<string[] | undefined> {
  const id = KEY.exec(key)?.[1];
  if (id === undefined) return undefined;
  const { Item } = await store.db.send(
    new GetCommand({ TableName: store.names.state, Key: { name: `${BEGINS}${id}` }, ConsistentRead: true }),
  );
  if (!Item) return undefined;
  const { hash, scopes } = Item as { hash: string; scopes: string[] };
  return timingSafeEqual(Buffer.from(hash, 'hex'), Buffer.from(hashOf(key), 'hex')) ? scopes : undefined;
}

const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');
