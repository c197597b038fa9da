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
  arns: Arns,
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
      policy: policy(policyOf(isHome(site) ? fn : withoutEnrolling(fn), arns, log.arn)),
    });
    const made = new LambdaFunction(scopes.functions!, id, {
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
    return [id, made] as const;
  };
  return Object.fromEntries([
    ...plan.functions.map((fn) => make(fn)),
    ...plan.scheduled.map((fn) => make(fn, 1)),
    ...(deployment.api === 'off' ? [] : [make(plan.api, API_AT_ONCE)]),
  ]);
}

/** Feeds the functions from their queues. */
export function feedFunctions(
  { stack, plan, deployment }: Site,
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
        ...(queue === 'chunks' && deployment.videoPollers !== undefined
          ? { provisionedPollerConfig: pollers(deployment.videoPollers, maximumConcurrency) }
          : { scalingConfig: { maximumConcurrency } }),
      });
}

/** What one poller can have at work (Lambda guide, "Configuring scaling behavior for SQS event source mappings"). */
const OF_A_POLLER = 10;

/** Pollers that are always there, in the place of those that Lambda adds by and by; it allows no maximum of functions besides. */
function pollers(always: number, maximumConcurrency: number) {
  const most = Math.ceil(maximumConcurrency / OF_A_POLLER);
  return { minimumPollers: always, maximumPollers: Math.max(always, most) };
}
