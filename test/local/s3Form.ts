import { createHmac } from 'node:crypto';

/** What the forms of the tests are signed with: the one key that a local S3 knows. */
const ID = 'local';
const SECRET = 'local';

export type Condition = Record<string, string> | [string, string | number, string | number];

export interface SignedForm {
  conditions: Condition[];
  fields: Record<string, string>;
  /** An hour from now. */
  expiration?: string;
  secret?: string;
  id?: string;
}

/**
 * The fields of a form with its policy and the signature of version 4, as the SDKs' presigned posts have them: S3 API
 * reference, "Calculating a signature".
 */
export function signForm({ conditions, fields, expiration, secret = SECRET, id = ID }: SignedForm) {
  const now = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const day = now.slice(0, 8);
  const auth = {
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${id}/${day}/us-east-1/s3/aws4_request`,
    'x-amz-date': now,
  };
  const policy = encodePolicy({
    expiration: expiration ?? new Date(Date.now() + 3_600_000).toISOString(),
    conditions: [...conditions, ...Object.entries(auth).map(([name, value]) => ({ [name]: value }))],
  });
  let key: Buffer = Buffer.from(`AWS4${secret}`);
  for (const step of [day, 'us-east-1', 's3', 'aws4_request']) {
    key = createHmac('sha256', key).update(step).digest();
  }
  const signature = createHmac('sha256', key).update(policy).digest('hex');
  return { ...fields, ...auth, policy, 'x-amz-signature': signature };
}

export const encodePolicy = (policy: object) => Buffer.from(JSON.stringify(policy)).toString('base64');

/** The same with the signature of version 2. */
export function signFormV2(fields: Record<string, string>, policy: string, id = ID, secret = SECRET) {
  const signature = createHmac('sha1', secret).update(policy).digest('base64');
  return { ...fields, AWSAccessKeyId: id, policy, signature };
}

export interface Posted {
  status: number;
  code: string;
  message: string;
  text: string;
  headers: Headers;
}

/** Sends it as a browser does; redirects are not followed. */
export async function post(
  url: string,
  fields: Record<string, string>,
  content: string | Uint8Array<ArrayBuffer>,
  filename = 'photo.jpg',
): Promise<Posted> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([content]), filename);
  const response = await fetch(url, { method: 'POST', body: form, redirect: 'manual' });
  const text = await response.text();
  const code = /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? '';
  const message = /<Message>(.*?)<\/Message>/.exec(text)?.[1] ?? '';
  return { status: response.status, code, message, text, headers: response.headers };
}
