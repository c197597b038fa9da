import type { IncomingMessage } from 'node:http';

/**
 * The AWS service that a request is signed for, in its header or, presigned, in its query: the credential scope
 * `<key>/<date>/<region>/<service>/aws4_request` of Signature Version 4. Version 2 names none; S3 alone still takes
 * it, and version 1 of the AWS CLI presigns with it. A form of S3 has its signature in its body: it is known by where it
 * goes, to a bucket. Undefined for a request that is not signed.
 */
export function serviceOf(request: IncomingMessage): string | undefined {
  const {
    headers: { authorization = '' },
    url = '',
  } = request;
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  if (authorization.startsWith('AWS ') || (query.has('AWSAccessKeyId') && query.has('Signature')))
    return 's3';
  if (isFormForBucket(request)) return 's3';
  const scope = /Credential=([^,\s]+)/.exec(authorization)?.[1] ?? query.get('X-Amz-Credential');
  const parts = scope?.split('/') ?? [];
  return parts.at(-1) === 'aws4_request' ? parts.at(-2) : undefined;
}

/** The path of a bucket has three letters at least, which `/v1` has not; a bucket may be in the host's name too. */
function isFormForBucket({ method, headers, url = '' }: IncomingMessage): boolean {
  if (method !== 'POST' || !/^multipart\/form-data\b/i.test(headers['content-type'] ?? '')) return false;
  const path = url.split('?', 1)[0]!;
  return (
    /^\/[a-z0-9][a-z0-9.-]{2,62}\/?$/.test(path) ||
    (path === '/' && /\.localhost(:\d+)?$/i.test(headers.host ?? ''))
  );
}
