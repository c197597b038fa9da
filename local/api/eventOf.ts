import type { IncomingMessage } from 'node:http';

/**
 * A request as a function URL tells it (Lambda guide, "Invoking function URLs", payload format 2.0), as JSON. The body comes as
 * base64, which of text it need not.
 */
export function eventOf(request: IncomingMessage, body: Buffer, requestId: string): string {
  const { method = 'GET', url = '/', headers } = request;
  const cut = url.indexOf('?');
  const [rawPath, rawQueryString] = cut < 0 ? [url, ''] : [url.slice(0, cut), url.slice(cut + 1)];
  const now = new Date();
  const host = headers.host ?? 'localhost';
  const event = JSON.stringify({
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    queryStringParameters: Object.fromEntries(new URLSearchParams(rawQueryString)),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'local',
      domainName: host,
      domainPrefix: 'local',
      http: {
        method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    isBase64Encoded: body.length > 0,
  });
  // Nothing in base64 has to be escaped, and it is long.
  return body.length === 0 ? event : `${event.slice(0, -1)},"body":"${body.toString('base64')}"}`;
}
