import { scopesOf } from '../store/apiKeys.ts';
import type { Api } from './Api.ts';
import { ProblemError } from './ProblemError.ts';
import type { Scope } from './Route.ts';

/**
 * With API_AUTH=keys, whether the key of the request may do this, or the user whose token it has. With `iam` whoever came so far may do all: AWS has checked
 * the signature and the right to call the function, and here only programs of this machine come so far.
 * @throws ProblemError 401, 403
 */
export async function authorise(
  { authorization = '' }: Readonly<Record<string, string>>,
  scope: Scope,
  { settings, store, tokens }: Pick<Api, 'settings' | 'store' | 'tokens'>,
): Promise<void> {
  if (settings.apiAuth === 'iam') return;
  const key = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const scopes = key === undefined ? undefined : ((await tokens?.(key)) ?? (await scopesOf(store, key)));
  if (!scopes)
    throw new ProblemError(
      401,
      {
        code: 'no-key',
        detail:
          key === undefined
            ? 'The request has no key.'
            : tokens
              ? 'The key is none or was revoked, or the login has expired.'
              : 'The key is none, or was revoked.',
        value: key === undefined ? null : `${key.slice(0, 6)}...`,
        rule: 'The header Authorization must be "Bearer " and a key of this inbox.',
        remedy: `${tokens ? 'Log in anew, or make one' : 'Make one'}: npx face-inbox key add NAME --scope read.`,
      },
      { 'www-authenticate': 'Bearer realm="face-inbox"' },
    );
  if (scopes.includes(scope)) return;
  throw new ProblemError(
    403,
    {
      code: 'not-in-scope',
      detail: `${key!.startsWith('fi_') ? 'The key' : 'This user'} may do ${scopes.join(', ') || 'nothing'}.`,
      value: scopes,
      rule: `This needs the scope ${scope}.`,
      remedy: key!.startsWith('fi_')
        ? 'Use a key that has it.'
        : `Have the user put into the group ${scope} of the user pool.`,
    },
    { 'www-authenticate': `Bearer realm="face-inbox", error="insufficient_scope", scope="${scope}"` },
  );
}
