import { CognitoUserGroup } from '@cdktn/provider-aws/lib/cognito-user-group/index.js';
import { CognitoUserPool } from '@cdktn/provider-aws/lib/cognito-user-pool/index.js';
import { CognitoUserPoolClient } from '@cdktn/provider-aws/lib/cognito-user-pool-client/index.js';
import { CognitoUserPoolDomain } from '@cdktn/provider-aws/lib/cognito-user-pool-domain/index.js';
import { Construct } from 'constructs';
import type { Site } from '../Site.ts';

export interface Users {
  /** The id of the pool. */
  pool: string;
  /** Where they log in. */
  login: string;
}

/** As the scopes of the API (api/Route.ts): who is in a group may do what a key of that scope may. */
const GROUPS = ['read', 'recognise', 'admin'];

/** Who may log in: nobody makes an account for themselves. There is one client, the page. */
export function makeUsers({ stack, settings, account, region }: Site): Users {
  const scope = new Construct(stack, 'users');
  const pool = new CognitoUserPool(scope, 'page', {
    name: settings.prefix,
    adminCreateUserConfig: { allowAdminCreateUserOnly: true },
    usernameAttributes: ['email'],
    autoVerifiedAttributes: ['email'],
    accountRecoverySetting: { recoveryMechanism: [{ name: 'verified_email', priority: 1 }] },
    passwordPolicy: {
      minimumLength: 12,
      ...{ requireLowercase: false, requireUppercase: false, requireNumbers: false, requireSymbols: false },
      temporaryPasswordValidityDays: 7,
    },
    mfaConfiguration: 'OPTIONAL',
    softwareTokenMfaConfiguration: { enabled: true },
    // `destroy` is to take everything away again; it asks before.
    deletionProtection: 'INACTIVE',
  });
  const groups = new Construct(scope, 'groups');
  for (const name of GROUPS) new CognitoUserGroup(groups, name, { name, userPoolId: pool.id });
  // Such names are those of all who use the region.
  const domain = new CognitoUserPoolDomain(new Construct(scope, 'domain'), 'page', {
    domain: `${settings.prefix}-${account.accountId}`,
    userPoolId: pool.id,
  });
  return { pool: pool.id, login: `https://${domain.domain}.auth.${region}.amazoncognito.com` };
}

/** The page as a client: without a secret, as it could keep none, by the code flow with PKCE. @returns its id */
export function makeClient({ stack, settings }: Site, { pool }: Users, page: string): string {
  const client = new CognitoUserPoolClient(new Construct(stack, 'client'), 'page', {
    name: `${settings.prefix}-page`,
    userPoolId: pool,
    generateSecret: false,
    allowedOauthFlowsUserPoolClient: true,
    allowedOauthFlows: ['code'],
    allowedOauthScopes: ['openid'],
    supportedIdentityProviders: ['COGNITO'],
    callbackUrls: [`${page}/`],
    logoutUrls: [`${page}/`],
    explicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
    preventUserExistenceErrors: 'ENABLED',
    enableTokenRevocation: true,
    // Who is put out of a group is let in until then.
    ...{ accessTokenValidity: 60, idTokenValidity: 60, refreshTokenValidity: 12 },
    tokenValidityUnits: [{ accessToken: 'minutes', idToken: 'minutes', refreshToken: 'hours' }],
  });
  return client.id;
}
