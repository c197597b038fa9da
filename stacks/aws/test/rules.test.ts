import type { CloudwatchLogGroup } from '@cdktn/provider-aws/lib/cloudwatch-log-group/index.js';
import type { DynamodbTable } from '@cdktn/provider-aws/lib/dynamodb-table/index.js';
import type { IamRolePolicy } from '@cdktn/provider-aws/lib/iam-role-policy/index.js';
import type { LambdaEventSourceMapping } from '@cdktn/provider-aws/lib/lambda-event-source-mapping/index.js';
import type { LambdaFunction } from '@cdktn/provider-aws/lib/lambda-function/index.js';
import { S3Bucket } from '@cdktn/provider-aws/lib/s3-bucket/index.js';
import type { S3BucketOwnershipControls } from '@cdktn/provider-aws/lib/s3-bucket-ownership-controls/index.js';
import type { S3BucketPolicy } from '@cdktn/provider-aws/lib/s3-bucket-policy/index.js';
import type { S3BucketPublicAccessBlock } from '@cdktn/provider-aws/lib/s3-bucket-public-access-block/index.js';
import type { S3BucketServerSideEncryptionConfigurationA } from '@cdktn/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import type { SnsTopic } from '@cdktn/provider-aws/lib/sns-topic/index.js';
import { SqsQueue } from '@cdktn/provider-aws/lib/sqs-queue/index.js';
import type { SqsQueuePolicy } from '@cdktn/provider-aws/lib/sqs-queue-policy/index.js';
import test from 'ava';
import { policy } from '../policy.ts';
import type { RegionStack } from '../RegionStack.ts';
import { elementOf, synthesize } from './support/synthesize.ts';

/** A fault that somebody may put into the stack, and what the synthesis says: value, rule and remedy. */
interface Fault {
  given?: object;
  change?(stack: RegionStack): void;
  says: RegExp[];
}

/** Changes the element at a path of the stack. */
const at =
  <T>(path: string, change: (element: T) => void) =>
  (stack: RegionStack) =>
    change(elementOf<T>(stack, path));

const allows = (statement: object) =>
  at<IamRolePolicy>('role-policies/sweep', (rights) => {
    rights.policy = policy([{ Effect: 'Allow', Action: ['s3:GetObject'], ...statement } as never]);
  });

const FAULTS: Record<string, Fault> = {
  'a bucket whose policy may be made public': {
    change: at<S3BucketPublicAccessBlock>('bucket/access/inbox', (block) => {
      block.blockPublicPolicy = false;
    }),
    says: [
      /aws_s3_bucket\.inbox.*lacks block_public_policy/,
      /all four must be true/,
      /Set them in inbox\.ts/,
    ],
  },
  'a bucket without a public access block': {
    change: (stack) => stack.node.tryFindChild('bucket')!.node.tryRemoveChild('access'),
    says: [/lacks block_public_acls, block_public_policy, ignore_public_acls, restrict_public_buckets/],
  },
  'a bucket in which ACLs count': {
    change: at<S3BucketOwnershipControls>('bucket/ownership/inbox', (controls) => {
      controls.putRule({ objectOwnership: 'ObjectWriter' });
    }),
    says: [/object ownership is ObjectWriter/, /must be BucketOwnerEnforced/, /Set it in/],
  },
  'a bucket without encryption': {
    change: at<S3BucketServerSideEncryptionConfigurationA>('bucket/encryption/inbox', (encryption) => {
      encryption.putRule([]);
    }),
    says: [/encryption is undefined/, /must be AES256 or aws:kms/, /Set it in/],
  },
  'a bucket that is reached without TLS': {
    change: at<S3BucketPolicy>('bucket/policy/inbox', (its) => {
      its.policy = policy([]);
    }),
    says: [/aws_s3_bucket\.inbox.*does not deny s3:\*/, /must not travel in the clear/, /Use tlsOnly/],
  },
  'a second bucket with none of it': {
    change: (stack) => void new S3Bucket(stack, 'second', { bucket: 'face-inbox-second-us-east-1' }),
    says: [
      /aws_s3_bucket\.second: the bucket's public access block lacks/,
      /second: the bucket's encryption/,
    ],
  },
  'a queue without encryption': {
    change: at<SqsQueue>('queues/images', (queue) => queue.resetSqsManagedSseEnabled()),
    says: [/aws_sqs_queue\.images: the queue is not encrypted/, /it must be/, /Set sqsManagedSseEnabled/],
  },
  'a queue that is reached without TLS': {
    change: at<SqsQueuePolicy>('queue-policies/retries', (its) => {
      its.policy = policy([]);
    }),
    says: [/aws_sqs_queue\.retries.*does not deny sqs:\*/, /Use tlsOnly/],
  },
  'a queue without a dead-letter queue': {
    change: (stack) =>
      void new SqsQueue(stack, 'more', { name: 'face-inbox-more', sqsManagedSseEnabled: true }),
    says: [/aws_sqs_queue\.more: the queue has no dead-letter queue/, /would be lost/, /Give it a redrive/],
  },
  'a queue that hides messages too shortly': {
    change: at<SqsQueue>('queues/retries', (queue) => {
      queue.visibilityTimeoutSeconds = 359;
    }),
    says: [
      /face-inbox-retries hides a message for 359 s while face-inbox-analyse may take 60 s/,
      /6 times/,
      /Set /,
    ],
  },
  'a policy that allows any action': {
    change: allows({ Action: ['s3:*'], Resource: [`\${aws_s3_bucket.inbox.arn}/*`] }),
    says: [/aws_iam_role_policy\.sweep: the policy allows s3:\*/, /must name each action/, /Name them in/],
  },
  'a policy that allows on everything': {
    change: allows({ Resource: ['*'] }),
    says: [/allows s3:GetObject on \*/, /must name the resource/, /Name it by a reference/],
  },
  'a policy that allows on some tables': {
    change: allows({
      Action: ['dynamodb:GetItem'],
      Resource: ['arn:aws:dynamodb:us-east-1:1:table/face-inbox-*'],
    }),
    says: [/allows dynamodb:GetItem on arn:aws:dynamodb:us-east-1:1:table\/face-inbox-\*/],
  },
  'a policy that allows all but something': {
    change: allows({
      Action: undefined,
      NotAction: ['s3:DeleteObject'],
      Resource: [`\${aws_s3_bucket.inbox.arn}/*`],
    }),
    says: [/allows by NotAction/, /must name what it allows/, /Say it so/],
  },
  'a policy that allows everybody': {
    change: at<SqsQueuePolicy>('queue-policies/images', (its) => {
      its.policy = JSON.stringify({
        Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: 'x' }],
      });
    }),
    says: [/aws_sqs_queue_policy\.images: the policy allows everybody/, /must name who/, /Name a service/],
  },
  'a function with the role of another': {
    change: at<LambdaFunction>('functions/sweep', (fn) => {
      fn.role = `\${aws_iam_role.analyse.arn}`;
    }),
    says: [
      /aws_lambda_function\.sweep: the function's role is .*which analyse has too/,
      /role of its own/,
      /Make it in/,
    ],
  },
  'a function with a role from elsewhere': {
    change: at<LambdaFunction>('functions/sweep', (fn) => {
      fn.role = 'arn:aws:iam::123456789012:role/admin';
    }),
    says: [/which is none of this stack/],
  },
  'a function without a log group': {
    change: at<CloudwatchLogGroup>('logs/sweep', (log) => {
      log.name = '/aws/lambda/face-inbox-other';
    }),
    says: [/aws_lambda_function\.sweep: the function has no log group/, /kept for ever/, /Make it in/],
  },
  'a log that is kept for ever': {
    change: at<CloudwatchLogGroup>('logs/analyse', (log) => log.resetRetentionInDays()),
    says: [
      /aws_cloudwatch_log_group\.analyse: the log is kept for ever/,
      /must have a retention/,
      /Set logRetentionDays/,
    ],
  },
  'a function for another processor than its package': {
    change: at<LambdaFunction>('functions/analyse', (fn) => {
      fn.architectures = ['x86_64'];
    }),
    says: [/for x86_64, but the deployment for arm64/, /packages are built for/, /Take it from/],
  },
  'a function on another runtime': {
    change: at<LambdaFunction>('functions/analyse', (fn) => {
      fn.runtime = 'nodejs20.x';
    }),
    says: [/runtime is nodejs20\.x/, /must be nodejs24\.x/, /Set it in/],
  },
  'a function that may run too long': {
    change: at<LambdaFunction>('functions/reconcile', (fn) => {
      fn.timeout = 901;
    }),
    says: [/timeout is 901 s/, /Lambda allows 900/, /Set it in/],
  },
  'a function without memory for the largest picture': {
    change: at<LambdaFunction>('functions/analyse', (fn) => {
      fn.memorySize = 2549;
    }),
    says: [/memory is 2549 MB/, /at least 2550 MB/, /Raise it in stacks\/topology\.ts, or lower MAX_PIXELS/],
  },
  'a function without memory for a part of any video': {
    change: at<LambdaFunction>('functions/analyse-chunk', (fn) => {
      fn.memorySize = 1799;
    }),
    says: [/memory is 1799 MB/, /at least 1800 MB, which decoding the largest video/, /Raise it in/],
  },
  'a picture that no function has memory for': {
    given: { settings: { DECODE_MEGABYTES: '10000' } },
    says: [/memory is 10624 MB/, /Lambda allows 10240/, /Set MAX_PIXELS or DECODE_MEGABYTES lower/],
  },
  'a mapping whose batches fail as a whole': {
    change: at<LambdaEventSourceMapping>('mappings/analyse-images', (mapping) => {
      mapping.functionResponseTypes = [];
    }),
    says: [
      /aws_lambda_event_source_mapping\.analyse-images.*types are \[\]/,
      /ReportBatchItemFailures must/,
      /Set it/,
    ],
  },
  'a mapping without a bound': {
    change: at<LambdaEventSourceMapping>('mappings/analyse-retries', (mapping) =>
      mapping.resetScalingConfig(),
    ),
    says: [/maximum concurrency is undefined/, /must be 2 to 1000/, /Set CONCURRENCY/],
  },
  'a mapping whose function may not read the queue': {
    change: at<IamRolePolicy>('role-policies/analyse', (rights) => {
      rights.policy = rights.policyInput!.replace('"sqs:ReceiveMessage",', '');
    }),
    says: [/the role of face-inbox-analyse lacks sqs:ReceiveMessage on/, /must have them/, /Add them in/],
  },
  'a table that cannot be put back': {
    change: at<DynamodbTable>('tables/people', (table) => table.putPointInTimeRecovery({ enabled: false })),
    says: [
      /aws_dynamodb_table\.people: the table has no point-in-time recovery/,
      /it must have/,
      /Set it in/,
    ],
  },
  'a table that costs at rest': {
    change: at<DynamodbTable>('tables/images', (table) => {
      table.billingMode = 'PROVISIONED';
    }),
    says: [/billed PROVISIONED/, /must be PAY_PER_REQUEST/, /Set it in/],
  },
  'a replica that cannot be put back': {
    given: { regions: ['us-east-1', 'eu-west-1'] },
    change: (stack) => {
      if (stack.node.id !== 'face-inbox-us-east-1') return;
      elementOf<DynamodbTable>(stack, 'tables/people').putReplica([{ regionName: 'eu-west-1' }]);
    },
    says: [/the replica in eu-west-1 has no point-in-time recovery/, /it must have/, /Set it in/],
  },
  'replicas without a stream to follow': {
    given: { regions: ['us-east-1', 'eu-west-1'] },
    change: (stack) => {
      if (stack.node.id !== 'face-inbox-us-east-1') return;
      elementOf<DynamodbTable>(stack, 'tables/state').resetStreamViewType();
    },
    says: [/stream is undefined/, /must be NEW_AND_OLD_IMAGES/, /Set it in/],
  },
  'a name that is not of this deployment': {
    change: at<SqsQueue>('queues/images', (queue) => {
      queue.name = 'images';
    }),
    says: [
      /aws_sqs_queue\.images: the name is images/,
      /must begin with face-inbox/,
      /Put NAME_PREFIX before it/,
    ],
  },
  'a name that another region has as well': {
    change: (stack) => (elementOf<{ name: string }>(stack, 'roles/sweep').name = 'face-inbox-sweep' as never),
    says: [
      /aws_iam_role\.sweep: the name is face-inbox-sweep/,
      /must end with -us-east-1/,
      /Put the region behind it/,
    ],
  },
  'a topic that no alarm reaches': {
    change: at<SnsTopic>('topic/alarms', (topic) => {
      topic.kmsMasterKeyId = 'alias/aws/sns';
    }),
    says: [/key is alias\/aws\/sns/, /must be a key of yours or none/, /Set alarmKey/],
  },
};

for (const [fault, { given, change, says }] of Object.entries(FAULTS))
  test(`the synthesis fails with ${fault}, and says the value, the rule and the remedy`, (t) => {
    for (const message of says) t.throws(() => synthesize(given, change), { message });
  });

test('each rule is of use: what is deployed breaks none', (t) => {
  for (const given of [
    {},
    { regions: ['us-east-1', 'eu-west-1'], versioning: true, settings: { RETENTION_DAYS: '7' } },
    { existingBucket: { 'us-east-1': 'photos' }, reserveConcurrency: false },
  ])
    t.notThrows(() => synthesize(given));
});
