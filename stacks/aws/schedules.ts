import { IamRole } from '@cdktn/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktn/provider-aws/lib/iam-role-policy/index.js';
import type { LambdaFunction } from '@cdktn/provider-aws/lib/lambda-function/index.js';
import { SchedulerSchedule } from '@cdktn/provider-aws/lib/scheduler-schedule/index.js';
import { SchedulerScheduleGroup } from '@cdktn/provider-aws/lib/scheduler-schedule-group/index.js';
import { Construct } from 'constructs';
import { roleOf } from './code.ts';
import { EVENT_AGE_SECONDS, neverAgain } from './neverAgain.ts';
import { policy, trust } from './policy.ts';
import type { Site } from './Site.ts';

/** Invokes the scheduled functions by the clock; what fails is not tried again before the next time. */
export function makeSchedules(site: Site, made: Record<string, LambdaFunction>): void {
  const { stack, plan, settings, region, account } = site;
  const invoked = plan.scheduled.map((fn) => ({ ...fn, id: roleOf(fn), its: made[roleOf(fn)]! }));
  const group = new SchedulerScheduleGroup(new Construct(stack, 'schedule-groups'), 'schedules', {
    name: settings.prefix,
  });
  const scope = new Construct(stack, 'schedule-role');
  const role = new IamRole(scope, 'schedules', {
    name: `${settings.prefix}-schedules-${region}`,
    // No schedule of others', or of another account's, can use it (Scheduler user guide, "Confused deputy prevention").
    assumeRolePolicy: trust('scheduler.amazonaws.com', {
      StringEquals: { 'aws:SourceAccount': account.accountId, 'aws:SourceArn': group.arn },
    }),
  });
  const rights = new IamRolePolicy(new Construct(scope, 'policy'), 'schedules', {
    name: `${settings.prefix}-schedules`,
    role: role.name,
    policy: policy([
      { Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: invoked.map(({ its }) => its.arn) },
    ]),
  });
  const schedules = new Construct(stack, 'schedules');
  const retries = new Construct(stack, 'invocations');
  for (const { id, name, its, everyMinutes } of invoked) {
    // What found another at work is not to wait for it: the next time comes.
    neverAgain(retries, id, its);
    new SchedulerSchedule(schedules, id, {
      name,
      groupName: group.name,
      scheduleExpression: `rate(${everyMinutes} ${everyMinutes === 1 ? 'minute' : 'minutes'})`,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: its.arn,
        roleArn: role.arn,
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: EVENT_AGE_SECONDS },
      },
      dependsOn: [rights],
    });
  }
}
