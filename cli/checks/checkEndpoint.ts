import { reach } from '../connect.ts';
import { type Finding, ok, warning } from './Check.ts';

/**
 * Whether somebody listens there and, where it is the endpoint of `npm start`, whether all its parts are up.
 * @throws CommandError, unreachable
 */
export async function checkEndpoint(endpoint: string | undefined): Promise<Finding> {
  if (endpoint === undefined) return ok(`AWS, ${process.env.AWS_REGION ?? 'in the region of the profile'}`);
  await reach(endpoint);
  const health = await askHealth(endpoint);
  if (!health) return ok(`${endpoint} answers`);
  const waiting = Object.entries(health.parts).flatMap(([part, state]) => (state === 'ready' ? [] : [part]));
  return waiting.length === 0
    ? ok(`${endpoint}, all of \`npm start\` is up`)
    : warning(`${endpoint} is starting: ${waiting.join(', ')}`, 'Look again in a moment.');
}

/** Undefined where it is another cloud's endpoint, which knows no such page. */
async function askHealth(endpoint: string): Promise<{ parts: Record<string, string> } | undefined> {
  try {
    const response = await fetch(new URL('/health', endpoint), { signal: AbortSignal.timeout(5000) });
    const body = (await response.json()) as { parts?: Record<string, string> };
    return typeof body.parts === 'object' && body.parts ? { parts: body.parts } : undefined;
  } catch {
    return undefined;
  }
}
