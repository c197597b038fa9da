import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export const POOL = 'us-east-1_Ab12Cd34E';
export const CLIENT = '1example23456789';

interface Told {
  groups?: string[];
  /** Seconds from now. */
  expires?: number;
  more?: Record<string, unknown>;
}

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A key pair as a user pool has it, and what it signs: JSON Web Tokens as Cognito makes them. */
export function newSigner(kid: string = randomUUID()) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' },
    token({ groups, expires = 3600, more = {} }: Told = {}): string {
      const now = Math.floor(Date.now() / 1000);
      const payload = {
        ...{ sub: randomUUID(), iss: `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`, username: 'ann' },
        ...{ token_use: 'access', client_id: CLIENT, scope: 'openid', jti: randomUUID() },
        ...{ auth_time: now - 10, iat: now - 10, exp: now + expires },
        ...(groups && { 'cognito:groups': groups }),
        ...more,
      };
      const signed = `${base64url({ kid, alg: 'RS256' })}.${base64url(payload)}`;
      return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
    },
  };
}

/**
 * What is used of a Cognito user pool: its public keys, and the hosted page, which logs ann in without asking and hands out
 * tokens by the code flow with PKCE (Cognito guide, "User pool endpoints and managed login reference").
 */
export async function openUserPool() {
  const signer = newSigner();
  /** Of who logs in. */
  const user = { groups: ['read'] as string[], expires: 3600 };
  const codes = new Map<string, string>();
  const refreshes = new Set<string>();
  let isAway = false;
  const tokens = () => {
    const refresh = randomUUID();
    refreshes.add(refresh);
    const { groups, expires } = user;
    return { access_token: signer.token({ groups, expires }), refresh_token: refresh, expires_in: expires };
  };

  const authorise = (query: URLSearchParams, response: ServerResponse) => {
    const to = new URL(query.get('redirect_uri')!);
    const code = randomUUID();
    codes.set(code, query.get('code_challenge')!);
    to.searchParams.set('code', code);
    to.searchParams.set('state', query.get('state')!);
    const isAsked =
      query.get('client_id') === CLIENT &&
      query.get('response_type') === 'code' &&
      query.get('code_challenge_method') === 'S256';
    response.writeHead(isAsked ? 302 : 400, { location: to.href }).end();
  };
  const exchange = async (request: IncomingMessage, response: ServerResponse) => {
    const form = new URLSearchParams(await text(request));
    const verifier = form.get('code_verifier') ?? '';
    const challenge = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const isRight =
      form.get('client_id') === CLIENT &&
      (form.get('grant_type') === 'refresh_token'
        ? refreshes.delete(form.get('refresh_token') ?? '')
        : challenge === createHash('sha256').update(verifier).digest('base64url'));
    response.writeHead(isRight ? 200 : 400, {
      'content-type': 'application/json',
      'access-control-allow-origin': '*',
    });
    response.end(JSON.stringify(isRight ? tokens() : { error: 'invalid_grant' }));
  };

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://pool');
    if (isAway) return response.writeHead(500).end();
    if (pathname === `/${POOL}/.well-known/jwks.json`)
      return response.end(JSON.stringify({ keys: [signer.jwk] }));
    if (pathname === '/oauth2/authorize') return authorise(searchParams, response);
    if (pathname === '/oauth2/token') return void exchange(request, response);
    return response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    signer,
    user,
    /** Forgets what it has handed out. */
    forget: () => refreshes.clear(),
    away(so: boolean) {
      isAway = so;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
