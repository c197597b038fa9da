/**
 * Whether the time to live of an item is over. DynamoDB deletes it some time later, up to a few days, and by then one has to
 * take it for gone: each of several that belong together goes at a time of its own.
 */
export function isExpired(item: object, now = Date.now()): boolean {
  const { expiresAt } = item as { expiresAt?: number };
  return expiresAt !== undefined && expiresAt * 1000 < now;
}
