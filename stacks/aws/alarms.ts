import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from '@cdktn/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import { SnsTopic } from '@cdktn/provider-aws/lib/sns-topic/index.js';
import { SnsTopicPolicy } from '@cdktn/provider-aws/lib/sns-topic-policy/index.js';
import { SnsTopicSubscription } from '@cdktn/provider-aws/lib/sns-topic-subscription/index.js';
import { Construct } from 'constructs';
import { queueNames } from '../topology.ts';
import { roleOf } from './code.ts';
import { failures, pending } from './metrics.ts';
import { policy, tlsOnly } from './policy.ts';
import { arnOf, type Site } from './Site.ts';

type Alarm = Pick<
  CloudwatchMetricAlarmConfig,
  'namespace' | 'metricName' | 'dimensions' | 'statistic' | 'threshold' | 'alarmDescription'
> & {
  periodSeconds?: number;
  /** Whether it is told, too, where the metric does not come any more. */
  isMissed?: true;
};

const PERIOD = 300;
const DAY = 86_400;

/** Alarms for what needs somebody, and the topic that they are told on. */
export function makeAlarms(site: Site): void {
  const { stack, settings } = site;
  const topic = makeTopic(site);
  const scope = new Construct(stack, 'alarms');
  for (const [id, { periodSeconds = PERIOD, isMissed, ...alarm }] of Object.entries(alarms(site)))
    new CloudwatchMetricAlarm(scope, id, {
      ...alarm,
      alarmName: `${settings.prefix}-${id}`,
      comparisonOperator: 'GreaterThanThreshold',
      period: periodSeconds,
      evaluationPeriods: 1,
      // A queue at rest and a function that is not called have no metrics; neither is a fault.
      treatMissingData: isMissed ? 'missing' : 'notBreaching',
      alarmActions: [topic.arn],
      okActions: [topic.arn],
      ...(isMissed && { insufficientDataActions: [topic.arn] }),
    });
}

/** By their names. Each beyond ten of an account is paid for: with these an inbox at rest is under one dollar (docs/cost.md). */
function alarms({ settings, plan, deployment }: Site): Record<string, Alarm> {
  const { images, retries, chunks, 'dead-letters': deadLetters } = queueNames(plan);
  const inQueue = (QueueName: string) => ({ namespace: 'AWS/SQS', dimensions: { QueueName } });
  const ofFunction = (FunctionName: string) => ({ namespace: 'AWS/Lambda', dimensions: { FunctionName } });
  const age = { metricName: 'ApproximateAgeOfOldestMessage', statistic: 'Maximum' };
  // What fails to plan is among the dead letters after five tries.
  const fed = plan.functions.map((fn) => ({ ...fn, id: roleOf(fn) })).filter(({ id }) => id !== 'plan');
  const clocked = plan.scheduled.map((fn) => ({ ...fn, id: roleOf(fn) }));
  const { visibilityTimeoutSeconds, redrive } = plan.queues.find(({ role }) => role === 'retries')!;
  return {
    'images-wait': {
      ...{ ...inQueue(images), ...age, threshold: 900 },
      alarmDescription:
        'A photo has waited for a quarter of an hour: more come than CONCURRENCY allows, or none is read.',
    },
    'retries-wait': {
      // A message whose function is killed each time is there so long before it is among the dead letters.
      ...{ ...inQueue(retries), ...age, threshold: redrive!.maxReceiveCount * visibilityTimeoutSeconds },
      alarmDescription: 'A message that failed has waited longer than all its tries take.',
    },
    'chunks-wait': {
      ...{ ...inQueue(chunks), ...age, threshold: 3600 },
      alarmDescription:
        'A part of a video has waited for an hour: more come than VIDEO_CONCURRENCY allows, or none is looked at.',
    },
    'dead-letters': {
      ...{ ...inQueue(deadLetters), metricName: 'ApproximateNumberOfMessagesVisible' },
      ...{ statistic: 'Maximum', threshold: 0 },
      alarmDescription: 'A message was given up after five tries: `npx face-inbox dlq` says why.',
    },
    ...Object.fromEntries(
      [...fed, ...clocked].map(({ id, name }) => [
        `${id}-errors`,
        {
          ...{ ...ofFunction(name), metricName: 'Errors', statistic: 'Sum', threshold: 0 },
          alarmDescription: `The function ${name} failed or was killed: its log says why.`,
        },
      ]),
    ),
    // Not of the scheduled ones: they are throttled where their last run is not over, and what they leave undone is
    // what the other alarms are about.
    ...Object.fromEntries(
      fed
        .filter(({ id }) => id === 'analyse')
        .map(({ id, name }) => [
          `${id}-throttles`,
          {
            ...{ ...ofFunction(name), metricName: 'Throttles', statistic: 'Sum', threshold: 0 },
            alarmDescription: `The function ${name} was throttled: the account allows fewer functions at once than CONCURRENCY.`,
          },
        ]),
    ),
    'failed-messages': {
      ...{ ...failures(settings, 'FailedMessages'), statistic: 'Sum', threshold: 10 },
      alarmDescription: 'More than ten messages failed within five minutes: the log of analyse says why.',
    },
    'failed-chunks': {
      ...{ ...failures(settings, 'FailedMessages', 'analyse-chunk'), statistic: 'Sum', threshold: 10 },
      alarmDescription:
        'More than ten parts of videos failed within five minutes: the log of analyse-chunk says why. What fails five times is ' +
        'missing in the timeline.',
    },
    'refused-calls': {
      ...{ ...failures(settings, 'RefusedCalls'), statistic: 'Sum', threshold: 0 },
      alarmDescription:
        'A call was denied, or a bus, bucket, table or queue is not there: no time heals that.',
    },
    ...(deployment.api === 'off' ? {} : ofApi(plan.api.name)),
    'pending-outbox': {
      ...{ ...pending(settings), statistic: 'Maximum', threshold: 3 * 60 * settings.sweepMinutes },
      // A turn of the sweep lies in every period.
      periodSeconds: Math.min(DAY, 2 * 60 * settings.sweepMinutes),
      isMissed: true,
      alarmDescription: 'What follows from a photo is not done after two sweeps, or nothing sweeps any more.',
    },
  };
}

/** What is answered with 500 and above is in no count of errors: the function itself did not fail. */
function ofApi(name: string): Record<string, Alarm> {
  const its = { namespace: 'AWS/Lambda', dimensions: { FunctionName: name }, statistic: 'Sum' };
  return {
    'api-failures': {
      ...{ ...its, metricName: 'Url5xxCount', threshold: 5 },
      alarmDescription: `The API answered more than five requests within five minutes with 500 or above: the log of ${name} says why.`,
    },
    'api-throttles': {
      ...{ ...its, metricName: 'Throttles', threshold: 100 },
      alarmDescription: `More than a hundred requests within five minutes were too many at once for ${name}.`,
    },
  };
}

/**
 * Encrypted by a key where one is named: AWS's own for SNS lets no alarm in, and one of the stack's would cost more than all
 * else at rest. What alarms say is nobody's data.
 */
function makeTopic(site: Site): SnsTopic {
  const { stack, settings, deployment, account, region } = site;
  const topic = new SnsTopic(new Construct(stack, 'topic'), 'alarms', {
    name: `${settings.prefix}-alarms`,
    ...(deployment.alarmKey !== undefined && { kmsMasterKeyId: deployment.alarmKey }),
  });
  new SnsTopicPolicy(new Construct(stack, 'topic-policy'), 'alarms', {
    arn: topic.arn,
    policy: policy([
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: ['sns:Publish'],
        Resource: [topic.arn],
        Condition: {
          StringEquals: { 'aws:SourceAccount': account.accountId },
          ArnLike: { 'aws:SourceArn': arnOf(site, 'cloudwatch', region, `alarm:${settings.prefix}-*`) },
        },
      },
      { ...tlsOnly('sns', topic.arn), Action: ['sns:Publish'] },
    ]),
  });
  if (deployment.alarmEmail !== undefined)
    new SnsTopicSubscription(new Construct(stack, 'subscriptions'), 'e-mail', {
      topicArn: topic.arn,
      protocol: 'email',
      endpoint: deployment.alarmEmail,
    });
  return topic;
}
