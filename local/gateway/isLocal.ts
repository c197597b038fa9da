import type { IncomingMessage } from 'node:http';

/**
 * Whether the request was made for this machine and not by a page of another site: signatures are not verified
 * here, so a browser must not be made to send any, by a foreign page or by a foreign name for 127.0.0.1.
 */
export function isLocal({ headers }: IncomingMessage): boolean {
  if (!isLocalName(headers.host ?? '')) return false;
  if (headers['sec-fetch-site'] === 'cross-site') return false;
  const { origin } = headers;
  return origin === undefined || (URL.canParse(origin) && isLocalName(new URL(origin).host));
}

/** S3 clients put a bucket before the name. */
function isLocalName(host: string): boolean {
  return /^((.+\.)?localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);
}
