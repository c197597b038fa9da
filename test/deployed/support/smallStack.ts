import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HERE } from '../../../packaging/architecture.ts';
import { serverProgram } from './servers.ts';

/** Says what it was given, and hands back what asks for it. */
const CODE = `
export async function handler(event) {
  for (const { body } of event.Records) console.log('TAKEN', process.version, process.env.WORD, body);
  const failed = event.Records.filter(({ body }) => body.includes('again'));
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
`;

const statement = (Action: string[], Resource: string) => ({ Effect: 'Allow', Action, Resource });
const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const trust = (Service: string) =>
  policy({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' });

/** A reference as Terraform writes it. */
export const ref = (to: string) => `\${${to}}`;

/** A bucket, a queue and a function that it feeds, written by hand as Terraform's JSON. */
export async function smallStack() {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-small-'));
  await writeFile(join(folder, 'handler.mjs'), CODE);
  const zipping = ['-m', 'zipfile', '-c', 'code.zip', 'handler.mjs'];
  await promisify(execFile)(serverProgram('python3'), zipping, { cwd: folder });
  const resource = {
    aws_s3_bucket: {
      inbox: {
        bucket: `small-inbox-${ref('data.aws_caller_identity.current.account_id')}`,
        force_destroy: false,
        lifecycle: { prevent_destroy: true },
      },
    },
    aws_s3_bucket_notification: {
      inbox: {
        bucket: ref('aws_s3_bucket.inbox.id'),
        queue: [{ id: 'to-work', queue_arn: ref('aws_sqs_queue.work.arn'), events: ['s3:ObjectCreated:*'] }],
        depends_on: ['aws_sqs_queue_policy.work'],
      },
    },
    aws_sqs_queue: {
      work: {
        name: 'small-work',
        visibility_timeout_seconds: 12,
        redrive_policy: JSON.stringify({
          deadLetterTargetArn: ref('aws_sqs_queue.letters.arn'),
          maxReceiveCount: 1,
        }),
      },
      letters: { name: 'small-letters' },
    },
    aws_sqs_queue_policy: {
      work: {
        queue_url: ref('aws_sqs_queue.work.url'),
        policy: policy({
          ...statement(['sqs:SendMessage'], ref('aws_sqs_queue.work.arn')),
          Principal: { Service: 's3.amazonaws.com' },
          Condition: {
            ArnEquals: { 'aws:SourceArn': ref('aws_s3_bucket.inbox.arn') },
            StringEquals: { 'aws:SourceAccount': ref('data.aws_caller_identity.current.account_id') },
          },
        }),
      },
    },
    aws_iam_role: { work: { name: 'small-work', assume_role_policy: trust('lambda.amazonaws.com') } },
    aws_iam_role_policy: {
      work: {
        ...{ name: 'own', role: ref('aws_iam_role.work.id') },
        policy: policy(
          statement(
            ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
            ref('aws_sqs_queue.work.arn'),
          ),
        ),
      },
    },
    aws_lambda_function: {
      work: {
        ...{ function_name: 'small-work', role: ref('aws_iam_role.work.arn'), timeout: 2, memory_size: 128 },
        ...{ handler: 'handler.handler', runtime: 'nodejs24.x', filename: 'code.zip' },
        source_code_hash: ref('filebase64sha256("code.zip")'),
        architectures: [HERE],
        environment: { variables: { WORD: 'word' } },
      },
    },
    aws_lambda_event_source_mapping: {
      work: {
        function_name: ref('aws_lambda_function.work.function_name'),
        event_source_arn: ref('aws_sqs_queue.work.arn'),
        function_response_types: ['ReportBatchItemFailures'],
        scaling_config: [{ maximum_concurrency: 2 }],
      },
    },
  };
  const json = {
    '//': { metadata: {} },
    terraform: { required_providers: { aws: { source: 'aws', version: '6.66.0' } } },
    provider: { aws: [{ region: 'us-east-1' }] },
    data: { aws_caller_identity: { current: {} } },
    resource,
    output: { bucket: { value: ref('aws_s3_bucket.inbox.bucket') } },
  };
  return { json, folder, remove: () => rm(folder, { recursive: true }) };
}
