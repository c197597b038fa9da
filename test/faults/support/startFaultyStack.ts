import type { LogLine } from '../../../local/lambda/openLambdaHost.ts';
import { type Stack, startStack } from '../../support/startStack.ts';
import { faultSeed } from './faultSeed.ts';
import { type FaultyProxy, openFaultyProxy } from './openFaultyProxy.ts';

export interface FaultyStack extends Stack {
  /** Between the services and the functions with what feeds them; tests and commands go past it. */
  proxy: FaultyProxy;
  /** FAULT_SEED, or a new one: what a failure replays with. */
  seed: number;
}

export async function startFaultyStack(
  environment: Record<string, string> = {},
  onLog?: (line: LogLine) => void,
): Promise<FaultyStack> {
  const seed = faultSeed();
  let proxy: FaultyProxy | undefined;
  const stack = await startStack({ CONCURRENCY: '2', ...environment }, undefined, onLog, async (endpoint) => {
    proxy = await openFaultyProxy(endpoint, seed);
    return proxy.endpoint;
  });
  return {
    ...stack,
    proxy: proxy!,
    seed,
    async stop() {
      try {
        await stack.stop();
      } finally {
        await proxy!.close();
      }
    },
  };
}
