import { CloudwatchDashboard } from '@cdktn/provider-aws/lib/cloudwatch-dashboard/index.js';
import { Construct } from 'constructs';
import { queueNames } from '../topology.ts';
import { failures, pending } from './metrics.ts';
import type { Site } from './Site.ts';

type Metric = { namespace: string; metricName: string; dimensions: Record<string, string>; label: string };

const WIDTH = 12;
const HEIGHT = 6;

/** One page of what there is to see: how many photos, how fast, what waits, what failed. */
export function makeDashboard(site: Site): void {
  const { stack, settings, region } = site;
  const widgets = graphs(site).map(({ title, stat, metrics }, at) => ({
    type: 'metric',
    ...{ x: (at % 2) * WIDTH, y: Math.floor(at / 2) * HEIGHT, width: WIDTH, height: HEIGHT },
    properties: {
      ...{ title, region, stat, period: 300, view: 'timeSeries' },
      metrics: metrics.map(({ namespace, metricName, dimensions, label }) => [
        ...[namespace, metricName, ...Object.entries(dimensions).flat()],
        { label },
      ]),
    },
  }));
  new CloudwatchDashboard(new Construct(stack, 'dashboard'), 'inbox', {
    // Dashboards are those of the whole account.
    dashboardName: `${settings.prefix}-${region}`,
    dashboardBody: JSON.stringify({ widgets }),
  });
}

function graphs({ plan, settings, deployment }: Site): { title: string; stat: string; metrics: Metric[] }[] {
  const functions = [...plan.functions, ...plan.scheduled];
  const of = (metricName: string, some: { name: string }[] = functions): Metric[] =>
    some.map(({ name }) => ({
      ...{ namespace: 'AWS/Lambda', metricName, dimensions: { FunctionName: name }, label: name },
    }));
  const queues = Object.values(queueNames(plan));
  const inQueues = (metricName: string): Metric[] =>
    queues.map((name) => ({
      ...{ namespace: 'AWS/SQS', metricName, dimensions: { QueueName: name }, label: name },
    }));
  return [
    { title: 'Messages waiting', stat: 'Maximum', metrics: inQueues('ApproximateNumberOfMessagesVisible') },
    {
      title: 'Age of the oldest message, seconds',
      stat: 'Maximum',
      metrics: inQueues('ApproximateAgeOfOldestMessage'),
    },
    { title: 'Functions called', stat: 'Sum', metrics: of('Invocations') },
    {
      title: 'Milliseconds a batch',
      stat: 'p90',
      metrics: of('Duration', plan.functions),
    },
    { title: 'Functions that failed', stat: 'Sum', metrics: of('Errors') },
    { title: 'Functions at work', stat: 'Maximum', metrics: of('ConcurrentExecutions', plan.functions) },
    {
      title: 'Messages that failed',
      stat: 'Sum',
      metrics: (['FailedMessages', 'RefusedCalls'] as const).flatMap((name) =>
        (['analyse', 'plan', 'analyse-chunk'] as const).map((service) => ({
          ...failures(settings, name, service),
          label: `${name} of ${service}`,
        })),
      ),
    },
    {
      title: 'Age of the oldest outbox that is not empty, seconds',
      stat: 'Maximum',
      metrics: [{ ...pending(settings), label: 'OldestPending' }],
    },
    ...(deployment.api === 'off'
      ? []
      : [
          {
            title: 'Requests to the API',
            stat: 'Sum',
            metrics: ['UrlRequestCount', 'Url4xxCount', 'Url5xxCount', 'Throttles'].map((name) => ({
              ...of(name, [plan.api])[0]!,
              label: name,
            })),
          },
          {
            title: 'Milliseconds a request to the API',
            stat: 'p90',
            metrics: of('UrlRequestLatency', [plan.api]),
          },
        ]),
  ];
}
