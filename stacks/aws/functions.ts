import { CloudwatchLogGroup } from '@cdktn/provider-aws/lib/cloudwatch-log-group/index.js';
import { IamRole } from '@cdktn/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktn/provider-aws/lib/iam-role-policy/index.js';
import { LambdaEventSourceMapping } from '@cdktn/provider-aws/lib/lambda-event-source-mapping/index.js';
import { LambdaFunction } from '@cdktn/provider-aws/lib/lambda-function/index.js';
import { Construct } from 'constructs';
import { withoutEnrolling } from '../rights.ts';
import { API_AT_ONCE, type Fn, type ScheduledFn, sourcesOf, TEMPORARY_MB, type UrlFn } from '../topology.ts';
import { makeCode, roleOf } from './code.ts';
import { type BucketNames, environmentOf } from './deployment.ts';
import { neverAgain } from './neverAgain.ts';
import { policy, trust } from './policy.ts';
import { type Arns, policyOf } from './policyOf.ts';
import type { Queues } from './queues.ts';
import { isHome, type Site } from './Site.ts';

/**
 * Each function, with a role and a log of its own.
 * @param userPool whose users may use the API too
 * @returns them by their roles
 */
export function makeFunctions(
  site: Site,
  buckets: BucketNames,
  arns: Omit<Arns, 'functions'>,
  userPool?: string,
): Record<string, LambdaFunction> {
  const scopes = Object.fromEntries(
    ['logs', 'roles', 'role-policies', 'functions'].map((id) => [id, new Construct(site.stack, id)]),
  );
  const { settings, deployment, plan, region, home } = site;
  const variables = {
    ...environmentOf(settings, buckets),
    ...(!isHome(site) && { HOME_REGION: home }),
  };
  const codeOf = makeCode(site);
  const all: Record<string, LambdaFunction> = {};
  const make = (fn: Fn | ScheduledFn | UrlFn, atOnce?: number) => {
    const id = roleOf(fn);
    const log = new CloudwatchLogGroup(scopes.logs!, id, {
      name: `/aws/lambda/${fn.name}`,
      retentionInDays: deployment.logRetentionDays,
    });
    const role = new IamRole(scopes.roles!, id, {
      // Roles are those of the whole account.
      name: `${fn.name}-${region}`,
      assumeRolePolicy: trust('lambda.amazonaws.com'),
    });
    const rights = new IamRolePolicy(scopes['role-policies']!, id, {
      name: fn.name,
      role: role.name,
      policy: policy(
        policyOf(isHome(site) ? fn : withoutEnrolling(fn), { ...arns, functions: all }, log.arn),
      ),
    });
    all[id] = new LambdaFunction(scopes.functions!, id, {
      functionName: fn.name,
      ...codeOf(fn),
      role: role.arn,
      architectures: [deployment.architecture],
      memorySize: fn.memoryMb,
      timeout: fn.timeoutSeconds,
      ...(fn.temporaryMb > TEMPORARY_MB && { ephemeralStorage: { size: fn.temporaryMb } }),
      ...(atOnce !== undefined && deployment.reserveConcurrency && { reservedConcurrentExecutions: atOnce }),
      environment: {
        variables: { ...variables, ...(id === 'api' && userPool !== undefined && { USER_POOL: userPool }) },
      },
      // Else Lambda makes a log of that name itself, which nobody removes, and begins without rights.
      dependsOn: [log, rights],
    });
  };
  // Whom others may call is there before them.
  for (const fn of plan.functions.toSorted((a, b) => (b.called ?? 0) - (a.called ?? 0))) make(fn);
  for (const fn of plan.scheduled) make(fn, 1);
  if (deployment.api !== 'off') make(plan.api, API_AT_ONCE);
  // Whoever of them comes too late finds that all is done.
  const calls = new Construct(site.stack, 'calls');
  for (const fn of plan.functions.filter(({ called }) => called !== undefined))
    neverAgain(calls, roleOf(fn), all[roleOf(fn)]!);
  return all;
}

/** Feeds the functions from their queues. */
export function feedFunctions(
  { stack, plan }: Site,
  made: Record<string, LambdaFunction>,
  queues: Queues,
): void {
  const scope = new Construct(stack, 'mappings');
  for (const fn of plan.functions)
    for (const { queue, batchSize, batchWindowSeconds, maximumConcurrency } of sourcesOf(fn))
      new LambdaEventSourceMapping(scope, `${roleOf(fn)}-${queue}`, {
        eventSourceArn: queues[queue].queue.arn,
        functionName: made[roleOf(fn)]!.arn,
        batchSize,
        maximumBatchingWindowInSeconds: batchWindowSeconds,
        functionResponseTypes: ['ReportBatchItemFailures'],
        scalingConfig: { maximumConcurrency },
      });
}
