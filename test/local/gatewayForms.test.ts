import test from 'ava';
import { openGateway } from '../../local/gateway/openGateway.ts';
import { post } from './s3Form.ts';

test('a form for a bucket goes to S3, any other to what serves the unsigned', async (t) => {
  const gateway = await openGateway(0, (request, response) => {
    request.resume();
    response.end('unsigned');
  });
  t.teardown(gateway.close);
  gateway.serve('s3', (request, response) => {
    request.resume();
    response.end('s3');
  });
  const fields = { key: 'a' };
  t.is((await post(`${gateway.endpoint}/face-inbox`, fields, 'a')).text, 's3');
  t.is((await post(`${gateway.endpoint}/v1/photos`, fields, 'a')).text, 'unsigned');
  t.is((await post(`${gateway.endpoint}/v1`, fields, 'a')).text, 'unsigned');
  const foreign = await fetch(`${gateway.endpoint}/face-inbox`, {
    method: 'POST',
    body: new FormData(),
    headers: { origin: 'https://example.com' },
  });
  t.is(foreign.status, 403);
  const json = await fetch(`${gateway.endpoint}/face-inbox`, { method: 'POST', body: '{}' });
  t.is(await json.text(), 'unsigned');
});
