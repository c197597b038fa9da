import { createHmac, timingSafeEqual } from 'node:crypto';
import { S3Error } from './S3Error.ts';

/** Secret access keys by access key id. */
export type Secrets = ReadonlyMap<string, string>;

/**
 * Whether the form is signed; its signature is then the one of its policy, by Signature Version 4 (S3 API reference,
 * "Authenticating requests: browser-based uploads using POST") or 2. Requests with an Authorization header are taken
 * with any signature; a form's policy however is all that holds its sender to anything.
 * @throws InvalidArgument, InvalidAccessKeyId, SignatureDoesNotMatch
 */
export function checkFormSignature(fields: ReadonlyMap<string, string>, secrets: Secrets): boolean {
  const algorithm = fields.get('x-amz-algorithm');
  if (algorithm !== undefined || fields.has('x-amz-signature')) {
    if (algorithm !== 'AWS4-HMAC-SHA256') {
      throw invalid('x-amz-algorithm', algorithm, 'it must be AWS4-HMAC-SHA256');
    }
    checkVersion4(fields, secrets);
    return true;
  }
  const names = ['policy', 'awsaccesskeyid', 'signature'];
  if (!names.some((name) => fields.has(name))) return false;
  for (const name of names) require(fields, name);
  const secret = secretOf(secrets, fields.get('awsaccesskeyid')!);
  compare(
    createHmac('sha1', secret).update(fields.get('policy')!).digest('base64'),
    fields.get('signature')!,
  );
  return true;
}

function checkVersion4(fields: ReadonlyMap<string, string>, secrets: Secrets): void {
  const policy = require(fields, 'policy');
  const credential = require(fields, 'x-amz-credential');
  const date = require(fields, 'x-amz-date');
  const signature = require(fields, 'x-amz-signature');
  const scope = /^(.+)\/(\d{8})\/([^/]+)\/s3\/aws4_request$/.exec(credential);
  if (scope === null) {
    throw invalid('x-amz-credential', credential, 'it must be <key id>/<yyyymmdd>/<region>/s3/aws4_request');
  }
  const [, id = '', day = '', region = ''] = scope;
  if (!/^\d{8}T\d{6}Z$/.test(date) || !date.startsWith(day)) {
    throw invalid('x-amz-date', date, `it must be like ${day}T120000Z, of the credential's day`);
  }
  const secret = secretOf(secrets, id);
  const steps = [day, region, 's3', 'aws4_request'];
  const key = steps.reduce<Buffer>(
    (before, step) => createHmac('sha256', before).update(step).digest(),
    Buffer.from(`AWS4${secret}`),
  );
  compare(createHmac('sha256', key).update(policy).digest('hex'), signature);
}

function require(fields: ReadonlyMap<string, string>, name: string): string {
  const value = fields.get(name);
  if (value !== undefined) return value;
  throw new S3Error('InvalidArgument', `Bucket POST must contain a field named '${name}'.`, {
    ArgumentName: name,
    ArgumentValue: '',
  });
}

function secretOf(secrets: Secrets, id: string): string {
  const secret = secrets.get(id);
  if (secret !== undefined) return secret;
  throw new S3Error(
    'InvalidAccessKeyId',
    `The AWS Access Key Id "${id}" you provided does not exist in our records; a form must be signed with one of ${[...secrets.keys()].join(', ')}.`,
    { AWSAccessKeyId: id },
  );
}

function compare(expected: string, given: string): void {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  if (a.length === b.length && timingSafeEqual(a, b)) return;
  throw new S3Error(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    { SignatureProvided: given },
  );
}

const invalid = (name: string, value: string | undefined, rule: string) =>
  new S3Error('InvalidArgument', `${name} is "${value ?? ''}", ${rule}.`, {
    ArgumentName: name,
    ArgumentValue: value ?? '',
  });
