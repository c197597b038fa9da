import { scopesOf } from '../store/apiKeys.ts';
import type { Api } from './Api.ts';
import { ProblemError } from './ProblemError.ts';
import type { Scope } from './Route.ts';

/**
 * With API_AUTH=keys, whether the key of the request may do this. With `iam` whoever came so far may do all: AWS has checked
 * the signature and the right to call the function, and here only programs of this machine come so far.
 * @throws ProblemError 401, 403
 */
export async function authorise(
  { authorization = '' }: Readonly<Record<string, string>>,
  scope: Scope,
  { settings, store }: Pick<Api, 'settings' | 'store'>,
): Promise<void> {
  if (settings.apiAuth === 'iam') return;
  const key = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const scopes = key === undefined ? undefined : await scopesOf(store, key);
  if (!scopes)
    throw new ProblemError(
      401,
      {
        code: 'no-key',
        detail: key === undefined ? 'The request has no key.' : 'The key is none, or was revoked.',
        value: key === undefined ? null : `${key.slice(0, 6)}...`,
        rule: 'The header Authorization must be "Bearer " and a key of this inbox.',
        remedy: 'Make one: npx face-inbox key add NAME --scope read.',
      },
      { 'www-authenticate': 'Bearer realm="face-inbox"' },
    );
  if (scopes.includes(scope)) return;
  throw new ProblemError(
    403,
    {
      code: 'not-in-scope',
      detail: `The key may do ${scopes.join(', ')}.`,
      value: scopes,
      rule: `This needs the scope ${scope}.`,
      remedy: 'Use a key that has it.',
    },
    { 'www-authenticate': `Bearer realm="face-inbox", error="insufficient_scope", scope="${scope}"` },
  );
}
