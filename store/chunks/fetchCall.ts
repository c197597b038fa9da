/** What a function is called with that is to fetch parts of videos from their queue, until there are none. */
export const FETCH_CALL = { fetch: 'chunks' } as const;

export type FetchCall = typeof FETCH_CALL;

export function isFetchCall(event: object): event is FetchCall {
  return 'fetch' in event && event.fetch === FETCH_CALL.fetch;
}
