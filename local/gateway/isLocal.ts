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

/**
 * Whether somebody follows a link from a page of another site to the page here: that shows them what they may see, and tells the
 * other site nothing. What is asked for by the API, or for a service, is no page.
 */
export function isVisit({ headers, method, url = '' }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    isLocalName(headers.host ?? '') &&
    headers.origin === undefined &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document' &&
    !url.startsWith('/v1/') &&
    !/^\/health\b/.test(url)
  );
}

/** S3 clients put a bucket before the name. */
function isLocalName(host: string): boolean {
  return /^((.+\.)?localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);
}
