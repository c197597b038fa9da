import type { DataAwsCallerIdentity } from '@cdktn/provider-aws/lib/data-aws-caller-identity/index.js';
import type { DataAwsPartition } from '@cdktn/provider-aws/lib/data-aws-partition/index.js';
import type { TerraformStack } from 'cdktn';
import type { Settings } from '../../config/settings.ts';
import type { Topology } from '../topology.ts';
import type { Deployment } from './deployment.ts';

/** One region of a deployment: what its stack is built from. */
export interface Site {
  stack: TerraformStack;
  region: string;
  /** Where people are enrolled. */
  home: string;
  deployment: Deployment;
  settings: Settings;
  plan: Topology;
  /** The files of the page, by their paths in build/page; none where it is not built. */
  pageFiles: string[];
  account: DataAwsCallerIdentity;
  partition: DataAwsPartition;
}

/** Whether people are enrolled here. */
export const isHome = ({ region, home }: Site): boolean => region === home;

/** The ARN of what another stack makes, or nobody: it names nothing that this stack would have to wait for. */
export function arnOf(
  { partition, account }: Site,
  service: string,
  region: string,
  resource: string,
): string {
  return `arn:${partition.partition}:${service}:${region}:${region === '' ? '' : account.accountId}:${resource}`;
}
