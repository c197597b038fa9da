import type { IncomingMessage } from 'node:http';

/**
 * Why there is no backup for this request, if so. No web page gets one, whatever its address: browsers tell of
 * themselves with every POST, and a header of our own they send to another origin only after asking, which no answer
 * of this endpoint allows.
 */
export function refusal(
  { method, headers }: IncomingMessage,
  { isReady, isUnderWay }: { isReady: boolean; isUnderWay: boolean },
): { status: number; message: string } | undefined {
  const fromPage = headers.origin ?? headers.referer ?? headers['sec-fetch-site'];
  if (method !== 'POST' || fromPage !== undefined || headers['x-face-inbox'] !== 'backup')
    return {
      status: 403,
      message:
        'A backup is a POST with the header "x-face-inbox: backup", and not from a web page. ' +
        'Use: npx face-inbox backup FILE',
    };
  if (!isReady) return { status: 503, message: 'It is starting or stopping; try again.' };
  if (isUnderWay)
    return { status: 409, message: 'Another backup is under way; wait for its end, then try again.' };
  return undefined;
}
