import test from 'ava';
import { SCOPES, type Scope } from '../../api/Route.ts';
import { addApiKey, listApiKeys, revokeApiKey } from '../../store/apiKeys.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { type Client, openClient } from './support/openClient.ts';

/** Every route, and the one scope that may use it. */
const TABLE: Record<string, Scope> = {
  'POST /v1/recognise': 'recognise',
  'POST /v1/compare': 'recognise',
  'POST /v1/describe': 'recognise',
  'GET /v1/images': 'read',
  'GET /v1/images/{key}': 'read',
  'GET /v1/images/{key}/tracks': 'read',
  'GET /v1/images/{key}/picture': 'read',
  'GET /v1/images/{key}/original': 'read',
  'PUT /v1/images/{key}': 'admin',
  'DELETE /v1/images/{key}': 'admin',
  'GET /v1/people': 'read',
  'DELETE /v1/people/{person}': 'admin',
  'GET /v1/people/{person}': 'read',
  'GET /v1/people/{person}/sightings': 'read',
  'GET /v1/people/{person}/forget': 'admin',
  'POST /v1/people/{person}/forget': 'admin',
  'POST /v1/people/{person}/rename': 'admin',
  'POST /v1/people/{person}/merge': 'admin',
  'GET /v1/suspicious': 'read',
  'GET /v1/unknown': 'read',
  'POST /v1/unknown/{group}/name': 'admin',
  'POST /v1/unknown/{group}/split': 'admin',
  'GET /v1/work': 'admin',
  'GET /v1/work/{id}': 'admin',
  'PUT /v1/people/{person}/photos/{file}': 'admin',
  'DELETE /v1/people/{person}/photos/{file}': 'admin',
  'GET /v1/rejected': 'read',
  'GET /v1/stats': 'read',
  'GET /v1/events': 'read',
  'GET /v1/openapi.json': 'read',
  'POST /v1/uploads': 'admin',
};

let stack: Stack;
let client: Client;
const keys: Record<string, string | undefined> = { none: undefined, invented: 'x', wrong: '', revoked: '' };
test.before(async () => {
  stack = await startStack({ API_AUTH: 'keys' });
  for (const scope of SCOPES)
    keys[scope] = (await addApiKey(stack.store, { label: scope, scopes: [scope] })).key;
  keys.all = (await addApiKey(stack.store, { label: 'all', scopes: [...SCOPES] })).key;
  keys.wrong = `${keys.all.slice(0, -1)}${keys.all.endsWith('A') ? 'B' : 'A'}`;
  const { key, id } = await addApiKey(stack.store, { label: 'revoked', scopes: [...SCOPES] });
  keys.revoked = key;
  await revokeApiKey(stack.store, id);
  client = await openClient(stack.endpoint, keys.all);
});
test.after.always(() => stack?.stop());

test.serial('the table names every route', (t) => {
  const described = Object.entries(client.description.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  t.deepEqual(described.sort(), Object.keys(TABLE).sort());
});

for (const [operation, needed] of Object.entries(TABLE))
  test.serial(`${operation} is for keys of the scope ${needed} alone`, async (t) => {
    const [method = '', template = ''] = operation.split(' ');
    const path = template.replaceAll(/\{\w+\}/g, 'nobody');
    for (const [name, key] of Object.entries(keys)) {
      const response = await fetch(`${stack.endpoint}${path}`, {
        method,
        headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
        ...(['POST', 'PUT'].includes(method) && { body: 'nothing' }),
      });
      const isKnown = name === 'all' || SCOPES.includes(name as Scope);
      const may = name === 'all' || name === needed;
      const expected = may ? 'let in' : isKnown ? 403 : 401;
      const { status, headers } = response;
      t.is([401, 403].includes(status) ? status : 'let in', expected, `${name}: ${status}`);
      t.is(headers.has('www-authenticate'), !may);
      if (!may) t.like(await response.json(), { status: expected });
      else await response.body?.cancel();
    }
  });

test.serial('what is kept of a key does not tell the key', async (t) => {
  const kept = JSON.stringify(await listApiKeys(stack.store));
  for (const key of Object.values(keys).filter((one) => one?.startsWith('fi_')))
    t.false(kept.includes(key!.slice(-43)));
  t.deepEqual(
    (await listApiKeys(stack.store)).map(({ label, scopes }) => [label, scopes]).sort(),
    [['all', [...SCOPES]], ...SCOPES.map((scope) => [scope, [scope]])].sort(),
  );
});
