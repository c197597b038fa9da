import type { IncomingMessage } from 'node:http';
import { serviceOf } from '../../../local/gateway/serviceOf.ts';

/**
 * What a request asks for, as `service:Operation`: `dynamodb:PutItem`, `s3:GetObject`. The JSON protocols name it in a
 * header; S3's requests show it by their method and path, and the SDK says it in `x-id`, but for HEAD.
 */
export function operationOf(request: IncomingMessage): string {
  const { method, url = '', headers } = request;
  const service = serviceOf(request) ?? 'unsigned';
  const target = String(headers['x-amz-target'] ?? '');
  if (target) return `${service}:${target.split('.').at(-1)}`;
  const [path = '', query] = url.split('?', 2);
  const named = new URLSearchParams(query).get('x-id');
  if (named) return `${service}:${named}`;
  const isObject = /^\/[^/]+\/./.test(path);
  if (method === 'HEAD') return `${service}:${isObject ? 'HeadObject' : 'HeadBucket'}`;
  return `${service}:${method} ${query ?? ''}`;
}
