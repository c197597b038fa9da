import type { IncomingMessage } from 'node:http';

/**
 * The AWS service that a request is signed for, in its header or, presigned, in its query: the credential scope
 * `<key>/<date>/<region>/<service>/aws4_request` of Signature Version 4. Version 2 names none; S3 alone still takes
 * it, and version 1 of the AWS CLI presigns with it. Undefined for a request that is not signed.
 */
export function serviceOf({
  headers: { authorization = '' },
  url = '',
}: IncomingMessage): string | undefined {
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  if (authorization.startsWith('AWS ') || (query.has('AWSAccessKeyId') && query.has('Signature')))
    return 's3';
  const scope = /Credential=([^,\s]+)/.exec(authorization)?.[1] ?? query.get('X-Amz-Credential');
  const parts = scope?.split('/') ?? [];
  return parts.at(-1) === 'aws4_request' ? parts.at(-2) : undefined;
}
