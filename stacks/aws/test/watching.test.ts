import test from 'ava';
import { plan, resources } from './support/party.ts';
import { resourcesOf } from './support/synthesize.ts';
import type { Written } from './support/Written.ts';

/** Without RETENTION_DAYS; ten are free in an account. */
const ALARMS = 13;

test('what needs somebody is told on a topic: what waits, what failed, what is not done', (t) => {
  const alarms = Object.values(resources.aws_cloudwatch_metric_alarm!);
  const of = ({ namespace, metric_name, dimensions }: Written) =>
    `${namespace} ${metric_name} ${Object.values(dimensions).join(' ')}`;
  t.deepEqual(alarms.map(of).sort(), [
    'AWS/Lambda Errors party-analyse',
    'AWS/Lambda Errors party-analyse-chunk',
    'AWS/Lambda Errors party-expire',
    'AWS/Lambda Errors party-reconcile',
    'AWS/Lambda Errors party-sweep',
    'AWS/Lambda Throttles party-analyse',
    'AWS/SQS ApproximateAgeOfOldestMessage party-chunks',
    'AWS/SQS ApproximateAgeOfOldestMessage party-images',
    'AWS/SQS ApproximateAgeOfOldestMessage party-retries',
    'AWS/SQS ApproximateNumberOfMessagesVisible party-dead-letters',
    'face-inbox FailedMessages party analyse',
    'face-inbox FailedMessages party analyse-chunk',
    'face-inbox OldestPending party sweep',
    'face-inbox RefusedCalls party analyse',
  ]);
  for (const alarm of alarms) {
    t.deepEqual(alarm.alarm_actions, [`\${aws_sns_topic.alarms.arn}`]);
    t.true(alarm.period % 60 === 0 && alarm.period <= 86_400, 'what CloudWatch takes for a period');
  }
  t.is(resources.aws_sns_topic_subscription, undefined);
  const told = resourcesOf({ alarmEmail: 'ops@example.org' });
  t.like(told.aws_sns_topic_subscription!['e-mail'], { protocol: 'email', endpoint: 'ops@example.org' });
});

test('there are as many alarms as docs/cost.md says, and one dashboard', (t) => {
  const made = resourcesOf();
  t.is(Object.keys(made.aws_cloudwatch_metric_alarm!).length, ALARMS);
  t.deepEqual(Object.keys(made.aws_cloudwatch_dashboard!), ['inbox']);
});

test('the dashboard shows every queue and function of the topology, and the metrics of our own', (t) => {
  const { widgets } = JSON.parse(resources.aws_cloudwatch_dashboard!.inbox.dashboard_body);
  const shown = JSON.stringify(widgets);
  for (const { name } of [...plan.queues, ...plan.functions, ...plan.scheduled]) t.true(shown.includes(name));
  for (const metric of ['FailedMessages', 'RefusedCalls', 'OldestPending']) t.true(shown.includes(metric));
  const places = widgets.map(({ x, y }: Written) => `${x} ${y}`);
  t.is(new Set(places).size, places.length);
});
