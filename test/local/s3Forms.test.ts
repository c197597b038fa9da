import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3';
import test from 'ava';
import { type Condition, encodePolicy, post, signForm, signFormV2 } from './s3Form.ts';
import { BUCKET, bytes, QUEUE, startS3 } from './s3Server.ts';

const Bucket = BUCKET;
const INTO_A: Condition[] = [{ bucket: BUCKET }, ['starts-with', '$key', 'a/']];

test('a form with a signed policy stores its file, whose name may be in the key', async (t) => {
  const { client, url, s3, delivered } = await startS3(t);
  const QueueConfigurations = [{ QueueArn: QUEUE, Events: ['s3:ObjectCreated:Post' as const] }];
  const NotificationConfiguration = { QueueConfigurations };
  await client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  const Body = bytes(3_000_000);
  const form = signForm({
    conditions: [
      ...INTO_A,
      ['starts-with', '$Content-Type', 'image/'],
      { 'x-amz-meta-who': 'Zoë' },
      ['content-length-range', 1, 3_000_000],
    ],
    fields: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is S3's
      key: 'a/${filename}',
      'Content-Type': 'image/jpeg',
      'x-amz-meta-who': 'Zoë',
      'x-ignore-a': '1',
    },
  });
  const sent = await post(`${url}/${BUCKET}`, form, Body, 'C:\\photos\\Zoë "1" $&.jpg');
  const etag = `"${createHash('md5').update(Body).digest('hex')}"`;
  t.deepEqual([sent.status, sent.text, sent.headers.get('etag')], [204, '', etag]);
  const got = await client.send(new GetObjectCommand({ Bucket, Key: 'a/Zoë "1" $&.jpg' }));
  t.like(got, { ContentType: 'image/jpeg', ETag: etag });
  t.is(Buffer.from(got.Metadata!.who!, 'latin1').toString(), 'Zoë');
  t.true(Body.equals(await got.Body!.transformToByteArray()));
  await s3.settled();
  t.is(delivered.at(-1)!.message.Records[0].eventName, 'ObjectCreated:Post');
});

test('a form is refused where any condition of its policy does not hold, and nothing is stored', async (t) => {
  const { client, url, files } = await startS3(t);
  const send = async (
    conditions: Condition[],
    fields: Record<string, string> = {},
    more: object = {},
    content = 'hello',
  ) => {
    const form = signForm({ conditions, fields: { key: 'a/1', ...fields }, ...more });
    const { status, code, message } = await post(`${url}/${BUCKET}`, form, content);
    return [status, code, message.split(':')[1]?.trim() ?? ''];
  };
  const failed = [403, 'AccessDenied', 'Policy Condition failed'];
  t.deepEqual(await send([{ bucket: 'other' }, ['starts-with', '$key', '']]), failed);
  t.deepEqual(await send([{ bucket: BUCKET }, ['starts-with', '$key', 'b/']]), failed);
  t.deepEqual(await send([{ bucket: BUCKET }, { key: 'a/' }]), failed);
  t.deepEqual(await send([{ bucket: BUCKET }, ['eq', '$key', 'a']]), failed);
  const images: Condition[] = [...INTO_A, ['starts-with', '$Content-Type', 'image/']];
  t.deepEqual(await send(images), failed, 'a field that the policy names must be there');
  t.deepEqual(await send(images, { 'Content-Type': 'image/png,text/html' }), failed);
  const extra = [403, 'AccessDenied', 'Extra input fields'];
  t.deepEqual(await send([{ bucket: BUCKET }]), extra);
  t.deepEqual(await send(INTO_A, { 'x-amz-meta-a': '1' }), extra);
  t.deepEqual(await send(INTO_A, { success_action_status: '201' }), extra);
  t.is((await send(INTO_A, { bucket: 'other' }))[1], 'AccessDenied');
  const past = new Date(Date.now() - 1000).toISOString();
  t.deepEqual(await send(INTO_A, {}, { expiration: past }), [403, 'AccessDenied', 'Policy expired.']);
  const sized: Condition[] = [...INTO_A, ['content-length-range', 2, 4]];
  t.deepEqual((await send(sized)).slice(0, 2), [400, 'EntityTooLarge']);
  t.deepEqual((await send(sized, {}, {}, 'h')).slice(0, 2), [400, 'EntityTooSmall']);
  t.deepEqual(await files(), []);
  for (const content of ['he', 'hell']) t.is((await send(sized, {}, {}, content))[0], 204);
  const list = await client.send(new ListObjectsV2Command({ Bucket }));
  t.is(list.KeyCount, 1);
});

test('a form is refused where its signature is not the one of its policy by a known key', async (t) => {
  const { url, files } = await startS3(t);
  const signed = signForm({ conditions: INTO_A, fields: { key: 'a/1' } });
  const refused = async (fields: Record<string, string | undefined>) => {
    const form = Object.fromEntries(Object.entries(fields).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])));
    const { status, code } = await post(`${url}/${BUCKET}`, form as Record<string, string>, 'hello');
    return [status, code];
  }; // biome-ignore format: one line an entry
  const wider = encodePolicy({
    expiration: '2999-01-01T00:00:00Z',
    conditions: [['starts-with', '$key', '']],
  });
  t.deepEqual(await refused({ ...signed, policy: wider }), [403, 'SignatureDoesNotMatch']);
  t.deepEqual(await refused({ ...signed, 'x-amz-signature': 'a' }), [403, 'SignatureDoesNotMatch']);
  const other = { conditions: INTO_A, fields: { key: 'a/1' } };
  t.deepEqual(await refused(signForm({ ...other, secret: 'guessed' })), [403, 'SignatureDoesNotMatch']);
  t.deepEqual(await refused(signForm({ ...other, id: 'stranger' })), [403, 'InvalidAccessKeyId']);
  for (const name of ['policy', 'x-amz-signature', 'x-amz-credential', 'x-amz-date', 'x-amz-algorithm']) {
    t.deepEqual(await refused({ ...signed, [name]: undefined }), [400, 'InvalidArgument'], name);
  }
  t.deepEqual(await refused({ ...signed, 'x-amz-date': '20200101T000000Z' }), [400, 'InvalidArgument']);
  const old = signFormV2({ key: 'a/1' }, wider);
  t.deepEqual(await refused({ ...old, signature: old.signature.toLowerCase() }), [
    403,
    'SignatureDoesNotMatch',
  ]);
  t.deepEqual(await refused({ ...old, signature: undefined }), [400, 'InvalidArgument']);
  t.deepEqual(await files(), []);
  t.deepEqual(await refused(old), [204, '']);
  t.deepEqual(await refused(signed), [204, '']);
  t.deepEqual(
    await refused({ key: 'b/unsigned' }),
    [204, ''],
    'what is not signed at all is taken, as elsewhere',
  );
});

test('a policy that is none is refused', async (t) => {
  const { url } = await startS3(t);
  const expiration = '2999-01-01T00:00:00Z';
  const key = ['starts-with', '$key', ''];
  const policies = [
    'not base64!',
    Buffer.from('{').toString('base64'),
    encodePolicy([]),
    encodePolicy({ conditions: [key] }),
    encodePolicy({ Expiration: expiration, conditions: [key] }),
    encodePolicy({ expiration: '2999-01-01', conditions: [key] }),
    encodePolicy({ expiration: '2999-13-01T00:00:00Z', conditions: [key] }),
    encodePolicy({ expiration }),
    encodePolicy({ expiration, CONDITIONS: [key] }),
    encodePolicy({ expiration, conditions: [{}] }),
    encodePolicy({ expiration, conditions: [{ key: 'a', acl: 'private' }] }),
    encodePolicy({ expiration, conditions: [['ends-with', '$key', 'a']] }),
    encodePolicy({ expiration, conditions: [['eq', 'key', 'a']] }),
    encodePolicy({ expiration, conditions: [['eq', '$key']] }),
    encodePolicy({ expiration, conditions: [key, ['content-length-range', 0]] }),
    encodePolicy({ expiration, conditions: [key, ['content-length-range', -1, 5]] }),
  ];
  for (const policy of policies) {
    const { status, code } = await post(`${url}/${BUCKET}`, signFormV2({ key: 'a' }, policy), 'hello');
    t.deepEqual([status, code], [400, 'InvalidPolicyDocument'], Buffer.from(policy, 'base64').toString());
  }
  const escaped = Buffer.from(
    `{"expiration": "${expiration}", "conditions": [["EQ", "$KEY", "\\$1 \\\\ \\u00e4"]]}`,
  ).toString('base64');
  const sent = await post(`${url}/${BUCKET}`, signFormV2({ key: '$1 \\ ä' }, escaped), 'hello');
  t.is(sent.status, 204, sent.text);
});

test('the answer to a form is 204, 200, 201 with where the object is, or a redirect', async (t) => {
  const { url } = await startS3(t);
  const send = (fields: Record<string, string>) =>
    post(`${url}/${BUCKET}`, { key: 'a b', ...fields }, 'hello');
  const etag = '"5d41402abc4b2a76b9719d911017c592"';
  const location = `${url}/${BUCKET}/a%20b`;
  for (const [asked, status] of [['200', 200], ['204', 204], ['404', 204]] as const) {
    const sent = await send({ success_action_status: asked });
    t.deepEqual([sent.status, sent.text], [status, '']);
    t.deepEqual([sent.headers.get('etag'), sent.headers.get('location')], [etag, location]);
  } // biome-ignore format: a table
  const created = await send({ success_action_status: '201' });
  t.is(created.status, 201);
  t.regex(
    created.text,
    /<PostResponse><Location>.*<Bucket>face-inbox<.Bucket><Key>a b<.Key><ETag>&quot;5d41/,
  );
  const redirected = await send({ success_action_redirect: 'http://localhost/done?x=1' });
  t.is(redirected.status, 303);
  t.is(
    redirected.headers.get('location'),
    `http://localhost/done?x=1&bucket=${BUCKET}&key=a%20b&etag=%225d41402abc4b2a76b9719d911017c592%22`,
  );
  t.is((await send({ success_action_redirect: 'nowhere' })).status, 204);
});

test('what a form gives beside its file is kept or checked as with a PUT', async (t) => {
  const { client, url, files } = await startS3(t);
  const send = (fields: Record<string, string>) => post(`${url}/${BUCKET}`, fields, 'hello');
  const sha1 = createHash('sha1').update('hello').digest('base64');
  const kept = await send({
    key: 'a',
    acl: 'public-read',
    'Cache-Control': 'no-store',
    'x-amz-checksum-sha1': sha1,
  });
  t.is(kept.status, 204, kept.text);
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'a', ChecksumMode: 'ENABLED' }));
  t.like(head, { CacheControl: 'no-store', ChecksumSHA1: sha1, ContentLength: 5 });
  const wrong = createHash('sha1').update('other').digest('base64');
  t.is((await send({ key: 'b', 'x-amz-checksum-sha1': wrong })).code, 'BadDigest');
  t.is((await send({ key: 'b', tagging: '<Tagging/>' })).code, 'NotImplemented');
  t.is((await send({ key: 'b', acl: 'aws-exec-read' })).code, 'NotImplemented');
  t.is((await send({ key: 'b', 'x-amz-meta-a': 'two\r\nlines' })).code, 'InvalidArgument');
  t.is((await send({ key: 'k'.repeat(1025) })).code, 'KeyTooLongError');
  t.is((await send({ key: '' })).code, 'InvalidArgument');
  t.is((await send({})).code, 'InvalidArgument');
  t.is(
    (await send({ key: 'b', 'x-amz-meta-a': 'x'.repeat(21 * 1024) })).code,
    'MaxPostPreDataLengthExceededError',
  );
  t.is((await post(`${url}/absent`, { key: 'a' }, 'hello')).code, 'NoSuchBucket');
  t.is((await files()).length, 1);
});

test('a form that is broken off, malformed or without a file stores nothing', async (t) => {
  const { url, client, files } = await startS3(t);
  const part = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const send = async (body: string, type = 'multipart/form-data; boundary=b') => {
    const response = await fetch(`${url}/${BUCKET}`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
    return /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1] ?? response.status;
  };
  const key = part('key', 'a');
  const file = part('file', '\r\n--a\r\n--');
  t.is(await send(`${key}${file}`), 'MalformedPOSTRequest');
  t.is(await send(`${key}--b\r\nnothing\r\n\r\n${file}--b--`), 'MalformedPOSTRequest');
  t.is(await send(`${key}${file}--b--`, 'multipart/form-data'), 'MalformedPOSTRequest');
  t.is(await send(`${key}${file}--b--`, 'text/plain'), 'MalformedPOSTRequest');
  t.is(await send(`${key}--b--\r\n`), 'InvalidArgument');
  t.is(await send(''), 'MalformedPOSTRequest');
  t.deepEqual(await files(), []);
  t.is(
    await send(
      `preamble\r\n${key}${file}${part('key', 'late')}--b--\r\n`,
      'multipart/form-data; boundary="b"',
    ),
    204,
  );
  const got = await client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
  t.is(await got.Body!.transformToString(), '\r\n--a\r\n--');
});
