import type { IncomingMessage } from 'node:http';

/**
 * The AWS service that a request is signed for, in its header or, presigned, in its query: the credential scope
 * `<key>/<date>/<region>/<service>/aws4_request` (Signature Version 4). Undefined for a request that is not signed.
 */
export function serviceOf({ headers, url = '' }: IncomingMessage): string | undefined {
  const scope =
    /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ??
    new URLSearchParams(url.split('?')[1] ?? '').get('X-Amz-Credential');
  const parts = scope?.split('/') ?? [];
  return parts.at(-1) === 'aws4_request' ? parts.at(-2) : undefined;
}
