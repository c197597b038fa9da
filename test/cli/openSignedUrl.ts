import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

const REGION = 'eu-west-1';
export const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

/**
 * What Lambda does in front of a function whose URL is of `AWS_IAM`: it lets in what is signed with these credentials, and
 * answers all else with 403.
 * @param behind where the API is
 */
export async function openSignedUrl(behind: string) {
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    if (!isSigned(request, body)) {
      response.writeHead(403, { 'content-type': 'application/json' });
      return response.end('{"Message":"Forbidden"}');
    }
    const { 'content-type': type = '', accept = '' } = request.headers;
    const method = request.method!;
    const answer = await fetch(`${behind}${request.url}`, {
      method,
      headers: { 'content-type': type, accept },
      body: new Uint8Array(body),
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type')! });
    response.end(await answer.text());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://abcdefghijkl.lambda-url.${REGION}.on.aws:${port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** IAM guide, "Create a signed AWS API request", the other way round. */
function isSigned({ method, url, headers }: IncomingMessage, body: Buffer): boolean {
  const told = /Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)/.exec(
    headers.authorization ?? '',
  );
  if (!told) return false;
  const [, credential, names, signature] = told as unknown as [string, string, string, string];
  const [accessKeyId, ...scope] = credential.split('/');
  const [path, query = ''] = url!.split('?');
  const hash = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
  const canonical = [
    ...[method, path, query.split('&').sort().join('&')],
    ...names.split(';').map((name) => `${name}:${String(headers[name]).trim().replaceAll(/ +/g, ' ')}`),
    ...['', names, hash(body)],
  ].join('\n');
  const date = String(headers['x-amz-date']);
  const text = ['AWS4-HMAC-SHA256', date, scope.join('/'), hash(canonical)].join('\n');
  const hmac = (key: Buffer | string, of: string) => createHmac('sha256', key).update(of).digest();
  const key = scope.reduce<Buffer | string>(hmac, `AWS4${CREDENTIALS.AWS_SECRET_ACCESS_KEY}`);
  return (
    accessKeyId === CREDENTIALS.AWS_ACCESS_KEY_ID &&
    scope.join('/') === `${date.slice(0, 8)}/${REGION}/lambda/aws4_request` &&
    names.split(';').includes('host') &&
    hmac(key, text).toString('hex') === signature
  );
}
