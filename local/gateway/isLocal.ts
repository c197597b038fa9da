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
 * Whether it is no other page that asks: what listens on another port of this machine is the same site to a browser, which lets
 * it send whatever a form can, and tells whose it is by Origin.
 */
export function isOfNoOtherPage({ headers: { host = '', origin } }: IncomingMessage): boolean {
  return origin === undefined || hostOf(origin) === hostOf(`http://${host}`);
}

/** Browsers leave the port of the scheme out; whoever else asks may not. */
const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : undefined);

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
