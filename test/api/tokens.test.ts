import test from 'ava';
import type { Api } from '../../api/Api.ts';
import { answerRequest } from '../../api/answerRequest.ts';
import { openApi } from '../../api/openApi.ts';
import { SCOPES } from '../../api/Route.ts';
import { readSettings } from '../../config/settings.ts';
import { addApiKey } from '../../store/apiKeys.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { newSigner, openUserPool, POOL } from './support/openUserPool.ts';

let stack: Stack;
let pool: Awaited<ReturnType<typeof openUserPool>>;
let api: Api;
const openHere = () =>
  openApi(
    readSettings({ API_AUTH: 'keys', USER_POOL: POOL }),
    () => {},
    () => {},
  );
test.before(async () => {
  pool = await openUserPool();
  stack = await startStack();
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: stack.endpoint, AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: pool.endpoint },
    ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: 'us-east-1' },
  });
  api = openHere();
});
test.after.always(async () => {
  await stack?.stop();
  await pool?.close();
});

/** Of each scope, a request that needs it and finds nothing to do. */
const ASKED = {
  read: { method: 'GET', path: '/v1/people' },
  recognise: { method: 'POST', path: '/v1/recognise' },
  admin: { method: 'DELETE', path: '/v1/images/nothing' },
};

async function ask(token: string | undefined, scope: keyof typeof ASKED = 'read', of = api) {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await answerRequest({ ...ASKED[scope], query: '', headers, body: Buffer.alloc(0) }, of);
  return { ...answer, body: JSON.parse(String(answer.body)) };
}

for (const group of SCOPES)
  test.serial(
    `a user of the group ${group} may do what a key of that scope may, and nothing else`,
    async (t) => {
      const token = pool.signer.token({ groups: ['guests', group] });
      for (const scope of SCOPES) {
        const { status, body } = await ask(token, scope);
        if (scope === group) t.false([401, 403].includes(status), `${status}`);
        else
          t.like(body, {
            status: 403,
            remedy: `Have the user put into the group ${scope} of the user pool.`,
          });
      }
    },
  );

test.serial('a user of no group may do nothing', async (t) => {
  const { status, body } = await ask(pool.signer.token());
  t.is(status, 403);
  t.is(body.detail, 'This user may do nothing.');
});

const now = () => Math.floor(Date.now() / 1000);
const NONE: Record<string, () => string> = {
  'has expired': () => pool.signer.token({ groups: ['read'], expires: -1 }),
  'is not valid yet': () => pool.signer.token({ groups: ['read'], more: { nbf: now() + 1000 } }),
  'says who somebody is, and not what they may': () =>
    pool.signer.token({ groups: ['read'], more: { token_use: 'id' } }),
  'is of another pool': () =>
    pool.signer.token({
      groups: ['read'],
      more: { iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other' },
    }),
  'was signed by somebody else': () => newSigner(pool.signer.jwk.kid).token({ groups: ['read'] }),
  'names a key that there is not': () => newSigner('other').token({ groups: ['read'] }),
  'was changed': () => {
    const [head, , signature] = pool.signer.token({ groups: [] }).split('.');
    return [head, pool.signer.token({ groups: ['admin'] }).split('.')[1], signature].join('.');
  },
  'is not signed': () => {
    const [, payload] = pool.signer.token({ groups: ['read'] }).split('.');
    return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.x`;
  },
  'is no token at all': () => 'a.b.c',
};
for (const [what, token] of Object.entries(NONE))
  test.serial(`401: a token that ${what}`, async (t) => {
    const { status, body } = await ask(token());
    t.is(status, 401);
    t.is(body.detail, 'The key is none or was revoked, or the login has expired.');
  });

test.serial('keys are good all the same, and without either there is no way in', async (t) => {
  const { key } = await addApiKey(stack.store, { label: 'one', scopes: ['read'] });
  t.is((await ask(key)).status, 200);
  t.is((await ask(undefined)).status, 401);
});

test.serial(
  'where the keys of the pool cannot be had, it is said to come again, and then it is let in',
  async (t) => {
    const fresh = openHere();
    const token = pool.signer.token({ groups: ['read'] });
    pool.away(true);
    const { status, headers } = await ask(token, 'read', fresh);
    t.is(status, 503);
    t.is(headers['retry-after'], '2');
    pool.away(false);
    t.is((await ask(token, 'read', fresh)).status, 200);
  },
);

test.serial('without a pool no token is good', async (t) => {
  const without = openApi(
    readSettings({ API_AUTH: 'keys' }),
    () => {},
    () => {},
  );
  t.is((await ask(pool.signer.token({ groups: ['read'] }), 'read', without)).status, 401);
});
