import { CreateQueueCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Kinds } from './Kind.ts';
import { LABELS } from './reasons.ts';

/** Terraform's arguments, and SQS's attributes. */
const NUMBERS = {
  delay_seconds: 'DelaySeconds',
  kms_data_key_reuse_period_seconds: 'KmsDataKeyReusePeriodSeconds',
  max_message_size: 'MaximumMessageSize',
  message_retention_seconds: 'MessageRetentionPeriod',
  receive_wait_time_seconds: 'ReceiveMessageWaitTimeSeconds',
  visibility_timeout_seconds: 'VisibilityTimeout',
};
const TEXTS = {
  kms_master_key_id: 'KmsMasterKeyId',
  policy: 'Policy',
  redrive_allow_policy: 'RedriveAllowPolicy',
  redrive_policy: 'RedrivePolicy',
};

export const queue: Kinds = {
  async aws_sqs_queue(args, { clients, account, region }) {
    const QueueName = args.needs('name');
    const flag = args.flag('sqs_managed_sse_enabled');
    args.onlyIf('fifo_queue', false);
    args.leave(LABELS, 'tags');
    const given = {
      ...Object.fromEntries(
        Object.entries(NUMBERS).map(([name, attribute]) => [attribute, args.number(name)]),
      ),
      ...Object.fromEntries(Object.entries(TEXTS).map(([name, attribute]) => [attribute, args.text(name)])),
      SqsManagedSseEnabled: flag,
    };
    const Attributes = Object.fromEntries(
      Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    );
    const { QueueUrl } = await clients.sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    const arn = `arn:aws:sqs:${region}:${account}:${QueueName}`;
    return { id: QueueUrl, url: QueueUrl, arn };
  },

  async aws_sqs_queue_policy(args, { clients }) {
    const QueueUrl = args.needs('queue_url');
    await clients.sqs.send(
      new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: args.needs('policy') } }),
    );
    return { id: QueueUrl };
  },

  async aws_sqs_queue_redrive_allow_policy(args, { clients }) {
    const QueueUrl = args.needs('queue_url');
    const RedriveAllowPolicy = args.needs('redrive_allow_policy');
    await clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedriveAllowPolicy } }));
    return { id: QueueUrl };
  },
};
