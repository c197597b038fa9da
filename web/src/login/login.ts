import { keepKey, renewBy } from '../api.ts';

/** Where users log in, and as what the page is known there. */
interface Place {
  page: string;
  client: string;
}

/** What is kept while one is away to log in. */
interface Leaving {
  state: string;
  verifier: string;
  path: string;
}

interface Tokens {
  access_token: string;
  refresh_token?: string;
}

const LEAVING = 'face-inbox-leaving';
const REFRESH = 'face-inbox-refresh';

let asked: Promise<Place | undefined> | undefined;

/** Only in AWS there is one (docs/deploy.md, "The page"). */
export function loginPlace(): Promise<Place | undefined> {
  asked ??= fetch('/login.json').then(
    (response) =>
      response.ok && response.headers.get('content-type') === 'application/json'
        ? response.json()
        : undefined,
    () => undefined,
  );
  return asked;
}

/** Goes to the page where users log in, which leads back here: the code flow with PKCE (RFC 7636). */
export async function logIn({ page, client }: Place): Promise<void> {
  const leaving: Leaving = { state: random(), verifier: random(), path: location.pathname + location.search };
  sessionStorage.setItem(LEAVING, JSON.stringify(leaving));
  const challenge = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(leaving.verifier));
  const query = new URLSearchParams({
    ...{ response_type: 'code', client_id: client, redirect_uri: `${location.origin}/`, scope: 'openid' },
    ...{ state: leaving.state, code_challenge: base64url(new Uint8Array(challenge)) },
    code_challenge_method: 'S256',
  });
  location.assign(`${page}/oauth2/authorize?${query}`);
}

/**
 * Takes what one comes back with from logging in, and goes to where one was.
 * @returns whether it does so: then there is nothing to show
 */
async function comeBack(): Promise<boolean> {
  const query = new URLSearchParams(location.search);
  const kept = sessionStorage.getItem(LEAVING);
  const code = query.get('code');
  if (kept === null || code === null) return false;
  sessionStorage.removeItem(LEAVING);
  const { state, verifier, path } = JSON.parse(kept) as Leaving;
  if (query.get('state') === state)
    await exchange({
      ...{ grant_type: 'authorization_code', code, code_verifier: verifier },
      redirect_uri: `${location.origin}/`,
    });
  // Not as it is: what begins with two slashes would be another place.
  location.replace(location.origin + path);
  return true;
}

/** Once for all requests that are refused at a time. */
let renewing: Promise<boolean> | undefined;

/** Where the login has expired, it is renewed without a word, as long as that is allowed. */
renewBy(() => {
  renewing ??= renew().finally(() => {
    renewing = undefined;
  });
  return renewing;
});

async function renew(): Promise<boolean> {
  const refresh = sessionStorage.getItem(REFRESH);
  if (refresh === null) return false;
  return exchange({ grant_type: 'refresh_token', refresh_token: refresh }, refresh);
}

async function exchange(grant: Record<string, string>, refresh?: string): Promise<boolean> {
  const place = await loginPlace();
  if (!place) return false;
  const response = await fetch(`${place.page}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...grant, client_id: place.client }),
  }).catch(() => undefined);
  if (!response?.ok) {
    // It is worth nothing any more; where there was no answer, or none but of an error there, it is.
    if (refresh !== undefined && response && isRefusal(response.status)) sessionStorage.removeItem(REFRESH);
    return false;
  }
  const { access_token, refresh_token = refresh } = (await response.json()) as Tokens;
  keepKey(access_token);
  if (refresh_token !== undefined) sessionStorage.setItem(REFRESH, refresh_token);
  return true;
}

/** 429 only says that it is asked too often. */
const isRefusal = (status: number) => status >= 400 && status < 500 && status !== 429;

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

// Nothing of the page begins meanwhile.
if (await comeBack()) await new Promise(() => {});
