import { SqsQueue } from '@cdktn/provider-aws/lib/sqs-queue/index.js';
import { SqsQueuePolicy } from '@cdktn/provider-aws/lib/sqs-queue-policy/index.js';
import { Construct } from 'constructs';
import type { QueueRole } from '../topology.ts';
import { policy, type Statement, tlsOnly } from './policy.ts';
import type { Site } from './Site.ts';

export type Queues = Record<QueueRole, { queue: SqsQueue; policy: SqsQueuePolicy }>;

/** The queues, encrypted; into those that the bucket tells of its changes only it may send, beside what roles allow. */
export function makeQueues({ stack, plan, account }: Site, bucketArn: string): Queues {
  const scope = new Construct(stack, 'queues');
  const policies = new Construct(stack, 'queue-policies');
  const made: Partial<Queues> = {};
  const notified = plan.bucket.notifications.map(({ queue }) => queue);
  const make = (role: QueueRole): Queues[QueueRole] => {
    const before = made[role];
    if (before) return before;
    const { name, visibilityTimeoutSeconds, retentionSeconds, redrive } = plan.queues.find(
      (one) => one.role === role,
    )!;
    const queue = new SqsQueue(scope, role, {
      name,
      visibilityTimeoutSeconds,
      messageRetentionSeconds: retentionSeconds,
      sqsManagedSseEnabled: true,
      ...(redrive && {
        redrivePolicy: JSON.stringify({
          deadLetterTargetArn: make(redrive.to).queue.arn,
          maxReceiveCount: redrive.maxReceiveCount,
        }),
      }),
    });
    const fromBucket: Statement = {
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: ['sqs:SendMessage'],
      Resource: [queue.arn],
      Condition: {
        ArnEquals: { 'aws:SourceArn': bucketArn },
        // A bucket's ARN has no account: who takes over its name after it is deleted is not the same.
        StringEquals: { 'aws:SourceAccount': account.accountId },
      },
    };
    const its = policy([...(notified.includes(role) ? [fromBucket] : []), tlsOnly('sqs', queue.arn)]);
    made[role] = {
      queue,
      policy: new SqsQueuePolicy(policies, role, { queueUrl: queue.url, policy: its }),
    };
    return made[role];
  };
  for (const { role } of plan.queues) make(role);
  return made as Queues;
}
