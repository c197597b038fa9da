import type { Handler } from '../gateway/openGateway.ts';
import type { Described } from './describeFunction.ts';
import { handleRequest } from './handleRequest.ts';
import type { Invoking } from './invokeFunction.ts';

/** "A one-minute wait between the first two attempts, and two minutes between the second and third". */
const RETRY_MS = [60_000, 120_000];

/** The part of Lambda's API that reads and invokes: `aws lambda list-functions`, `invoke` and their like. */
export function openFunctions(
  options: Omit<Invoking, 'retryMs'> & { functions: Described[]; region: string; retryMs?: number[] },
): Handler {
  const context = { retryMs: RETRY_MS, startedAt: new Date(), ...options };
  return (request, response) => void handleRequest(request, response, context);
}
