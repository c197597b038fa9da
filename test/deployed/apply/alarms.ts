import {
  type ComparisonOperator,
  type MetricDataQuery,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  type StandardUnit,
  type Statistic,
} from '@aws-sdk/client-cloudwatch';
import { CreateTopicCommand, SetTopicAttributesCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import type { Kinds } from './Kind.ts';
import type { Arguments } from './openArguments.ts';
import { LABELS } from './reasons.ts';

/** What watches the others, and whom it tells. */
export const alarms: Kinds = {
  async aws_cloudwatch_metric_alarm(args, { clients, account, region }) {
    const AlarmName = args.needs('alarm_name');
    args.leave(LABELS, 'tags');
    await clients.alarms.send(
      new PutMetricAlarmCommand({
        AlarmName,
        AlarmDescription: args.text('alarm_description'),
        ActionsEnabled: args.flag('actions_enabled'),
        AlarmActions: args.texts('alarm_actions'),
        OKActions: args.texts('ok_actions'),
        InsufficientDataActions: args.texts('insufficient_data_actions'),
        ComparisonOperator: args.needs('comparison_operator') as ComparisonOperator,
        DatapointsToAlarm: args.number('datapoints_to_alarm'),
        EvaluationPeriods: args.number('evaluation_periods'),
        Threshold: args.number('threshold'),
        TreatMissingData: args.text('treat_missing_data'),
        ...(args.text('extended_statistic') !== undefined && {
          ExtendedStatistic: args.text('extended_statistic'),
        }),
        ...metric(args),
        Metrics: some(args.blocks('metric_query').map(query)),
      }),
    );
    return { id: AlarmName, arn: `arn:aws:cloudwatch:${region}:${account}:alarm:${AlarmName}` };
  },

  async aws_cloudwatch_dashboard(args, { clients, account }) {
    const DashboardName = args.needs('dashboard_name');
    const DashboardBody = args.needs('dashboard_body');
    await clients.alarms.send(new PutDashboardCommand({ DashboardName, DashboardBody }));
    return { id: DashboardName, dashboard_arn: `arn:aws:cloudwatch::${account}:dashboard/${DashboardName}` };
  },

  async aws_sns_topic(args, { clients }) {
    args.leave(LABELS, 'tags');
    const { TopicArn } = await clients.sns.send(
      new CreateTopicCommand({
        Name: args.needs('name'),
        Attributes: attributes({
          DisplayName: args.text('display_name'),
          KmsMasterKeyId: args.text('kms_master_key_id'),
        }),
      }),
    );
    return { id: TopicArn, arn: TopicArn };
  },

  async aws_sns_topic_policy(args, { clients }) {
    const TopicArn = args.needs('arn');
    const AttributeValue = args.needs('policy');
    await clients.sns.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }),
    );
    return { id: TopicArn };
  },

  async aws_sns_topic_subscription(args, { clients }) {
    const { SubscriptionArn } = await clients.sns.send(
      new SubscribeCommand({
        TopicArn: args.needs('topic_arn'),
        Protocol: args.needs('protocol'),
        Endpoint: args.needs('endpoint'),
        ReturnSubscriptionArn: true,
      }),
    );
    return { id: SubscriptionArn, arn: SubscriptionArn };
  },
};

function query(args: Arguments): MetricDataQuery {
  const of = args.block('metric');
  const { Statistic: Stat, Period, Unit, ...Metric } = of ? metric(of, 'stat') : {};
  return {
    Id: args.needs('id'),
    Expression: args.text('expression'),
    Label: args.text('label'),
    ReturnData: args.flag('return_data'),
    MetricStat: of && { Metric, Period, Stat, Unit },
  };
}

function metric(args: Arguments, statistic = 'statistic') {
  const dimensions = args.map('dimensions');
  return {
    MetricName: args.text('metric_name'),
    Namespace: args.text('namespace'),
    Period: args.number('period'),
    Statistic: args.text(statistic) as Statistic | undefined,
    Unit: args.text('unit') as StandardUnit | undefined,
    Dimensions: dimensions && Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
}

const some = <T>(list: T[]) => (list.length > 0 ? list : undefined);

function attributes(given: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
