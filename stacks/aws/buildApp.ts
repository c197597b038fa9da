import { App } from 'cdktn';
import type { Deployment } from './deployment.ts';
import { RegionStack } from './RegionStack.ts';

/** A stack a region; the others' come after the home's, which makes the tables that all share, and go before it. */
export function buildApp(deployment: Deployment, outdir: string): { app: App; stacks: RegionStack[] } {
  const app = new App({ outdir, stackTraces: false });
  const stacks = deployment.regions.map((region) => new RegionStack(app, deployment, region));
  for (const other of stacks.slice(1)) other.addDependency(stacks[0]!);
  return { app, stacks };
}
