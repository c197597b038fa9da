import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { FetchError } from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { Settings } from '../config/settings.ts';
import { ProblemError } from './ProblemError.ts';

/** What a token says that its user may do; undefined for what is none, or has expired. */
export type Tokens = (token: string) => Promise<string[] | undefined>;

/** A signed token has three parts; a key of the inbox has no point in it. */
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const PATIENCE_MS = 5000;

/**
 * Access tokens of the Cognito user pool that the settings name: the groups of a user are the scopes. The pool has one client
 * alone, the page's. Its public keys are fetched when first needed, and again when a token names another.
 * @returns undefined where no pool is named
 */
export function openTokens({ userPool }: Pick<Settings, 'userPool'>): Tokens | undefined {
  if (userPool === '') return undefined;
  const verifier = CognitoJwtVerifier.create(
    { userPoolId: userPool, tokenUse: 'access', clientId: null },
    { jwksCache: new SimpleJwksCache({ fetcher: { fetch: fetchKeys } }) },
  );
  return async (token) => {
    if (!TOKEN.test(token)) return undefined;
    try {
      const { 'cognito:groups': groups = [] } = await verifier.verify(token);
      return groups;
    } catch (error) {
      if (!(error instanceof FetchError)) return undefined;
      throw new ProblemError(
        503,
        {
          code: 'not-now',
          detail: 'The keys that tokens are signed with cannot be had.',
          value: null,
          rule: `The user pool ${userPool} must answer.`,
          remedy: 'Try again in a moment.',
        },
        { 'retry-after': '2' },
        { cause: error },
      );
    }
  };
}

/** From the endpoint that stands for AWS, where there is one. @throws FetchError */
async function fetchKeys(uri: string): Promise<ArrayBuffer> {
  const { pathname } = new URL(uri);
  const named = process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER || process.env.AWS_ENDPOINT_URL;
  const from = named ? `${named.replace(/\/$/, '')}${pathname}` : uri;
  try {
    const response = await fetch(from, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return await response.arrayBuffer();
  } catch (error) {
    throw new FetchError(from, error);
  }
}
