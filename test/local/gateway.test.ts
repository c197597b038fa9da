import { type IncomingMessage, request } from 'node:http';
import { json, text } from 'node:stream/consumers';
import test, { type ExecutionContext } from 'ava';
import { answerIdentity } from '../../local/gateway/answerIdentity.ts';
import { openGateway } from '../../local/gateway/openGateway.ts';

async function start(t: ExecutionContext) {
  const gateway = await openGateway(0, (_, response) => response.end('unsigned'));
  t.teardown(gateway.close);
  const ask = (service: string, type: string | undefined, body = '') =>
    fetch(gateway.endpoint, {
      method: 'POST',
      body,
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=a`,
        ...(type && { 'content-type': type }),
      },
    });
  return { gateway, ask };
}

const FORM = 'application/x-www-form-urlencoded; charset=utf-8';
const HERE = 's3, sqs, dynamodb, events, lambda, logs, sts';

test('a service that is not here says so in the shape of its protocol', async (t) => {
  const { ask } = await start(t);
  for (const [service, type] of [
    ['kinesis', 'application/x-amz-json-1.1'],
    ['ssm', 'application/x-amz-json-1.0'],
    ['apigateway', 'application/json'],
    ['apigateway', undefined],
  ] as const) {
    const response = await ask(service, type, '{}');
    t.is(response.status, 501);
    t.is(response.headers.get('x-amzn-errortype'), 'NotImplemented');
    const message = `"${service}" is not here: ${HERE} are.`;
    t.deepEqual(await response.json(), { __type: 'NotImplemented', message });
  }
  for (const [service, type] of [
    ['sns', FORM],
    ['ec2', FORM],
    ['route53', 'text/xml'],
  ] as const) {
    const response = await ask(service, type, 'Action=List');
    t.is(response.status, 501);
    t.is(response.headers.get('content-type'), 'text/xml');
    const error = `<Error><Code>NotImplemented</Code><Message>"${service}" is not here: ${HERE} are.</Message></Error>`;
    t.is(await response.text(), `<Response><Errors>${error}</Errors>${error}</Response>`);
  }
});

test('a service that is not yet there tells clients to try again', async (t) => {
  const { gateway, ask } = await start(t);
  t.is((await ask('lambda', undefined)).status, 503);
  const storage = await ask('s3', undefined);
  t.is(storage.status, 503);
  t.regex(await storage.text(), /^<Error><Code>ServiceUnavailable<\/Code><Message>s3 is starting/);
  gateway.serve('lambda', (_, response) => response.end('ready'));
  t.is(await (await ask('lambda', undefined)).text(), 'ready');
  gateway.refuseAll();
  t.is((await ask('lambda', undefined)).status, 503);
});

test('no page but its own asks the API, not even one on another port of this machine', async (t) => {
  const { gateway } = await start(t);
  const { port } = new URL(gateway.endpoint);
  const forget = (origin?: string, host = `localhost:${port}`) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { host, ...(origin !== undefined && { origin }) };
      request(`http://127.0.0.1:${port}/v1/people/ann/forget`, { method: 'POST', headers })
        .on('response', (answer) => resolve(answer))
        .on('error', reject)
        .end();
    });
  for (const origin of [
    'http://localhost:3000',
    `http://127.0.0.1:${port}`,
    `http://bucket.localhost:${port}`,
    'http://localhost',
    'https://elsewhere.example',
    'null',
  ]) {
    const answer = await forget(origin);
    t.is(answer.statusCode, 403, origin);
    t.is(answer.headers['content-type'], 'application/problem+json');
    const { type, value } = (await json(answer)) as { type: string; value: object };
    t.is(type, 'urn:face-inbox:foreign');
    t.deepEqual(value, { host: `localhost:${port}`, origin });
  }
  for (const [origin, host] of [
    [],
    [gateway.endpoint],
    [`http://127.0.0.1:${port}`, `127.0.0.1:${port}`],
    ['http://localhost', 'localhost:80'],
  ]) {
    t.is(await text(await forget(origin, host)), 'unsigned', origin);
  }
});

test('STS says who one is, and nothing else', async (t) => {
  const { gateway, ask } = await start(t);
  gateway.serve('sts', answerIdentity);
  const who = await ask('sts', FORM, 'Action=GetCallerIdentity&Version=2011-06-15');
  t.regex(await who.text(), /<Account>000000000000<\/Account>/);
  const other = await ask('sts', FORM, 'Action=AssumeRole');
  t.is(other.status, 501);
  t.regex(await other.text(), /The local STS has GetCallerIdentity alone/);
});
