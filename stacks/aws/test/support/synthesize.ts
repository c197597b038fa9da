import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../buildApp.ts';
import { checked } from '../../deployment.ts';
import type { RegionStack } from '../../RegionStack.ts';
import type { Written } from './Written.ts';

export interface Synthesized {
  /** By the stack's name. */
  texts: Record<string, string>;
  stacks: Record<string, Written>;
  manifest: Written;
}

/** As web/build.ts names them. */
export const PAGE_FILES = ['assets/icon-12.svg', 'assets/main-AB.js', 'assets/style-CD.css', 'index.html'];

/** What a deployment is written as. @param change what is done to the stacks before */
export function synthesize(
  given: object = {},
  change: (stack: RegionStack) => void = () => {},
  pageFiles = PAGE_FILES,
): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), 'face-inbox-synth-'));
  try {
    const { app, stacks } = buildApp(checked(given), outdir, pageFiles);
    for (const stack of stacks) change(stack);
    app.synth();
    const texts = Object.fromEntries(
      stacks.map(({ node: { id } }) => [id, readFileSync(join(outdir, 'stacks', id, 'cdk.tf.json'), 'utf8')]),
    );
    return {
      texts,
      stacks: Object.fromEntries(Object.entries(texts).map(([id, text]) => [id, JSON.parse(text)])),
      manifest: JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')),
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The resources of a deployment in one region, by type and id. */
export function resourcesOf(given: object = {}): Record<string, Record<string, Written>> {
  return Object.values(synthesize(given).stacks)[0].resource;
}

/** The element that was made for the stack, to be changed as a careless hand would. */
export function elementOf<T>(stack: RegionStack, path: string): T {
  const found = path
    .split('/')
    .reduce<{ node: RegionStack['node'] } | undefined>(
      (at, id) => at?.node.tryFindChild(id) as { node: RegionStack['node'] } | undefined,
      stack,
    );
  if (!found) throw new Error(`There is no ${path} in the stack ${stack.node.id}.`);
  return found as T;
}
