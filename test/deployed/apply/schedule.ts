import { CreateScheduleCommand, CreateScheduleGroupCommand } from '@aws-sdk/client-scheduler';
import type { Kinds } from './Kind.ts';
import type { Arguments } from './openArguments.ts';
import { LABELS } from './reasons.ts';
import { refuseRole } from './refuseRole.ts';

export const schedule: Kinds = {
  async aws_scheduler_schedule_group(args, { clients, account, region }) {
    const Name = args.needs('name');
    args.leave(LABELS, 'tags');
    await clients.scheduler.send(new CreateScheduleGroupCommand({ Name }));
    return { id: Name, arn: `arn:aws:scheduler:${region}:${account}:schedule-group/${Name}` };
  },

  async aws_scheduler_schedule(args, { clients, account, region }) {
    const Name = args.needs('name');
    const GroupName = args.text('group_name') ?? 'default';
    const window = args.block('flexible_time_window')!;
    const start = args.text('start_date');
    const Target = target(args.block('target')!);
    await refuseRole(clients.iam, Target.RoleArn, 'scheduler.amazonaws.com');
    await clients.scheduler.send(
      new CreateScheduleCommand({
        Name,
        GroupName,
        Description: args.text('description'),
        ScheduleExpression: args.needs('schedule_expression'),
        ScheduleExpressionTimezone: args.text('schedule_expression_timezone'),
        StartDate: start === undefined ? undefined : new Date(start),
        State: args.text('state') as 'ENABLED' | undefined,
        FlexibleTimeWindow: {
          Mode: window.needs('mode') as 'OFF',
          MaximumWindowInMinutes: window.number('maximum_window_in_minutes'),
        },
        Target,
      }),
    );
    return {
      id: `${GroupName}/${Name}`,
      arn: `arn:aws:scheduler:${region}:${account}:schedule/${GroupName}/${Name}`,
    };
  },
};

function target(args: Arguments) {
  const retries = args.block('retry_policy');
  const letters = args.block('dead_letter_config');
  return {
    Arn: args.needs('arn'),
    RoleArn: args.needs('role_arn'),
    Input: args.text('input'),
    RetryPolicy: retries && {
      MaximumEventAgeInSeconds: retries.number('maximum_event_age_in_seconds'),
      MaximumRetryAttempts: retries.number('maximum_retry_attempts'),
    },
    DeadLetterConfig: letters && { Arn: letters.text('arn') },
  };
}
