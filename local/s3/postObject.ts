import { requireBucket } from './buckets.ts';
import { checkFormSignature } from './checkFormSignature.ts';
import { checkPolicy, type FileSize } from './checkPolicy.ts';
import { checksumHeaders } from './checksums.ts';
import { openIncoming } from './incoming.ts';
import { objectHeaders } from './objectHeaders.ts';
import { md5Hex, saveObject } from './objects.ts';
import { type Form, readForm } from './readForm.ts';
import { refuseHeaders } from './refuseHeaders.ts';
import { S3Error } from './S3Error.ts';
import { checkHeader, checkKey, type S3Request } from './S3Request.ts';
import type { Reply, S3State } from './S3State.ts';
import { writeXml } from './xml.ts';

/** An upload by a form of HTML. One without a policy is taken too, as is everything that is not signed. */
export async function postObject(s3: S3State, post: S3Request): Promise<Reply> {
  requireBucket(s3.db, post.bucket);
  const form = await readForm(post);
  const key = keyOf(form);
  const headers = headersOf(form.fields);
  const size = authorise(s3, post.bucket, new Map([...form.fields, ['key', key]]));
  refuseHeaders(headers);

  const request = { ...post, key, headers };
  const kept = objectHeaders(headers);
  const incoming = openIncoming(request, true, form.file);
  const body = await s3.bodies.keep(
    within(size, incoming.bytes),
    ['md5', ...incoming.algorithms],
    incoming.check,
  );
  const etag = md5Hex(body);
  const checksum = incoming.checksum();
  saveObject(s3, request, 'ObjectCreated:Post', {
    body,
    etag,
    headers: kept,
    ...(checksum && { checksum }),
  });
  const reply = answerTo(form.fields, post, key, etag);
  return { ...reply, headers: { ...reply.headers, ...checksumHeaders(checksum) } };
}

function keyOf({ fields, filename }: Form): string {
  const key = fields.get('key')?.replace(/\$\{filename\}/g, () => filename);
  if (key === undefined || key === '') {
    throw new S3Error(
      'InvalidArgument',
      "Bucket POST must contain a field named 'key'. If it is specified, please check the order of the fields.",
      { ArgumentName: 'key', ArgumentValue: key ?? '' },
    );
  }
  checkKey(key);
  return key;
}

/** The fields that a PUT has as headers, in Latin-1, as Node has header bytes. */
function headersOf(fields: ReadonlyMap<string, string>): Map<string, string> {
  const headers = new Map<string, string>();
  for (const [field, value] of fields) {
    if (NO_HEADER.test(field)) continue;
    const name = field === 'acl' || field === 'tagging' ? `x-amz-${field}` : field;
    const bytes = Buffer.from(value).toString('latin1');
    checkHeader(name, bytes);
    headers.set(name, bytes);
  }
  return headers;
}

const NO_HEADER =
  /^(key|bucket|file|policy|submit|redirect|success_action_.*|x-ignore-.*|signature|awsaccesskeyid|if-.*|x-amz-(algorithm|credential|date|signature|security-token|content-sha256|trailer))$/;

function authorise({ secrets }: S3State, bucket: string, fields: Map<string, string>): FileSize {
  if (!checkFormSignature(fields, secrets)) return { min: 0, max: Number.POSITIVE_INFINITY };
  const named = fields.get('bucket');
  if (named !== undefined && named !== bucket) {
    throw new S3Error(
      'AccessDenied',
      `Invalid according to Policy: the field bucket is "${named}", the form was sent to ${bucket}.`,
    );
  }
  return checkPolicy(fields.get('policy')!, new Map([...fields, ['bucket', bucket]]), Date.now());
}

async function* within({ min, max }: FileSize, bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > max) {
      throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
        ProposedSize: size,
        MaxSizeAllowed: max,
      });
    }
    yield piece;
  }
  if (size < min) {
    throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
      ProposedSize: size,
      MinSizeAllowed: min,
    });
  }
}

/** 303 to success_action_redirect, else 200, 201 or 204 by success_action_status. */
function answerTo(fields: ReadonlyMap<string, string>, post: S3Request, key: string, etag: string): Reply {
  const { bucket } = post;
  const location = `http://${post.http.headers.host ?? 'localhost'}/${bucket}/${encodeURIComponent(key)}`;
  const quoted = `"${etag}"`;
  const redirect = fields.get('success_action_redirect') ?? fields.get('redirect') ?? '';
  // What is no address is ignored, as S3 does.
  if (URL.canParse(redirect)) {
    const url = new URL(redirect);
    const told = Object.entries({ bucket, key, etag: quoted }).map(
      ([name, value]) => `${name}=${encodeURIComponent(value)}`,
    );
    url.search = [url.search.slice(1), ...told].filter((one) => one !== '').join('&');
    return { status: 303, headers: { location: url.href, etag: quoted } };
  }
  const headers = { location, etag: quoted };
  const status = fields.get('success_action_status');
  if (status === '200') return { status: 200, headers };
  if (status !== '201') return { status: 204, headers };
  const content = { Location: location, Bucket: bucket, Key: key, ETag: quoted };
  return {
    status: 201,
    headers: { 'content-type': 'application/xml', ...headers },
    body: writeXml('PostResponse', content, ''),
  };
}
