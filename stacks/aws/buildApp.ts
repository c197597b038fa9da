import { App } from 'cdktn';
import type { Deployment } from './deployment.ts';
import { RegionStack } from './RegionStack.ts';

/** Locks of a state in S3 without a table for them came with these. */
const TERRAFORM = { terraform: '>=1.10.0', opentofu: '>=1.10.0' };

/**
 * A stack a region; the others' come after the home's, which makes the tables that all share, and go before it.
 * @param pageFiles those of the page, by their paths in build/page
 */
export function buildApp(
  deployment: Deployment,
  outdir: string,
  pageFiles: string[] = [],
): { app: App; stacks: RegionStack[] } {
  const app = new App({ outdir, stackTraces: false, context: { targetVersions: TERRAFORM } });
  const stacks = deployment.regions.map((region) => new RegionStack(app, deployment, region, pageFiles));
  for (const other of stacks.slice(1)) other.addDependency(stacks[0]!);
  return { app, stacks };
}
