import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildApp } from './buildApp.ts';
import { DeploymentError } from './DeploymentError.ts';
import { readDeployment } from './deployment.ts';
import { pageFiles } from './page/pageFiles.ts';

/** Writes what Terraform reads: cdktf.out/stacks/<prefix>-<region>/cdk.tf.json for each region. */
const outdir = process.env.CDKTF_OUTDIR ?? resolve(import.meta.dirname, '../../cdktf.out');
try {
  mkdirSync(outdir, { recursive: true });
  buildApp(readDeployment(), outdir, pageFiles()).app.synth();
} catch (error) {
  if (!(error instanceof DeploymentError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
