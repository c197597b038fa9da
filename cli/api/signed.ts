import { SQSClient } from '@aws-sdk/client-sqs';
import { SignatureV4 } from '@smithy/signature-v4';
import { CommandError, EXIT } from '../CommandError.ts';

/** The address that Lambda gives a function (Lambda guide, "Invoking function URLs"). */
const FUNCTION_URL = /^[a-z0-9]+\.lambda-url\.([a-z0-9-]+)\.on\.aws$/;

/** The region of a function's URL; undefined for any other address. */
export function regionOf(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined || !URL.canParse(endpoint)) return undefined;
  return FUNCTION_URL.exec(new URL(endpoint).hostname)?.[1];
}

/**
 * The request, signed by Signature Version 4 for a function's URL, with the credentials that AWS's own clients would use. Its
 * body is read whole, since its hash is part of what is signed.
 * @throws CommandError where there are none
 */
export async function signed(request: Request, region: string): Promise<Request> {
  const { credentials, sha256 } = new SQSClient({ region }).config;
  const signer = new SignatureV4({ service: 'lambda', region, credentials, sha256 });
  const { hostname, host, protocol, pathname, searchParams } = new URL(request.url);
  const body = new Uint8Array(await request.arrayBuffer());
  const unsigned = {
    ...{ method: request.method, protocol, hostname, path: pathname, body },
    query: Object.fromEntries(searchParams),
    headers: { ...Object.fromEntries(request.headers), host },
  };
  const { headers } = await signer.sign(unsigned).catch((cause: Error) => {
    if (cause.name !== 'CredentialsProviderError') throw cause;
    throw new CommandError(
      EXIT.failed,
      `The inbox in AWS wants signed requests, and there are no credentials to sign with (${cause.message}).\n` +
        'Set AWS_PROFILE, or run `aws configure`; where it asks for keys, set FACE_INBOX_KEY.',
      { cause },
    );
  });
  const { host: _, ...sent } = headers;
  const url = new URL(request.url);
  url.search = Object.entries(unsigned.query)
    .map((pair) => pair.map(escaped).join('='))
    .join('&');
  return new Request(url, { method: request.method, headers: sent, body });
}

/** As it is signed (RFC 3986): a space in a query is otherwise sent as a plus. */
const escaped = (text: string) =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
