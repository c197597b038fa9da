import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  AddPermissionCommand,
  type Architecture,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  type FunctionCode,
  type FunctionUrlAuthType,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  type Runtime,
} from '@aws-sdk/client-lambda';
import { GetObjectCommand, type GetObjectCommandInput } from '@aws-sdk/client-s3';
import { ApplyError } from './ApplyError.ts';
import type { Clients } from './connect.ts';
import type { Cloud, Kinds } from './Kind.ts';
import type { Arguments } from './openArguments.ts';
import { LABELS } from './reasons.ts';
import { refuseMapping } from './refuseMapping.ts';
import { refuseRole } from './refuseRole.ts';

export const functions: Kinds = {
  async aws_lambda_function(args, cloud) {
    const { lambda } = cloud.clients;
    const FunctionName = args.needs('function_name');
    const Role = args.needs('role');
    const reserved = args.number('reserved_concurrent_executions');
    const Architectures = architectures(args);
    args.leave(LABELS, 'tags');
    args.leave('the server writes each line as it is, into the group of the function', 'logging_config');
    args.leave('a limit of /tmp that the server does not set', 'ephemeral_storage');
    args.onlyIf('package_type', 'Zip');
    args.onlyIf('publish', false);
    await refuseRole(cloud.clients.iam, Role, 'lambda.amazonaws.com');
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Architectures,
        Role,
        Handler: args.needs('handler'),
        Runtime: args.needs('runtime') as Runtime,
        Description: args.text('description'),
        Timeout: args.number('timeout'),
        MemorySize: args.number('memory_size'),
        Environment: { Variables: args.block('environment')?.map('variables') },
        TracingConfig: { Mode: args.block('tracing_config')?.text('mode') as 'Active' | undefined },
        Code: await codeOf(args, cloud),
      }),
    );
    if (reserved !== undefined && reserved >= 0)
      await lambda.send(
        new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: reserved }),
      );
    const arn = arnOf(FunctionName, cloud);
    return { id: FunctionName, arn, qualified_arn: `${arn}:$LATEST` };
  },

  async aws_lambda_event_source_mapping(args, cloud) {
    const FunctionName = args.needs('function_name');
    const EventSourceArn = args.needs('event_source_arn');
    args.leave(LABELS, 'tags');
    await refuseMapping(cloud.clients, FunctionName, EventSourceArn);
    const { UUID } = await cloud.clients.lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName,
        EventSourceArn,
        Enabled: args.flag('enabled'),
        BatchSize: args.number('batch_size'),
        MaximumBatchingWindowInSeconds: args.number('maximum_batching_window_in_seconds'),
        FunctionResponseTypes: args.texts('function_response_types') as
          | 'ReportBatchItemFailures'[]
          | undefined,
        ScalingConfig: { MaximumConcurrency: args.block('scaling_config')?.number('maximum_concurrency') },
      }),
    );
    return { id: UUID, uuid: UUID };
  },

  async aws_lambda_function_url(args, { clients }) {
    const FunctionName = args.needs('function_name');
    const { FunctionUrl } = await clients.lambda.send(
      new CreateFunctionUrlConfigCommand({
        FunctionName,
        AuthType: args.needs('authorization_type') as FunctionUrlAuthType,
        InvokeMode: args.text('invoke_mode') as 'BUFFERED' | undefined,
      }),
    );
    return { id: FunctionName, function_url: FunctionUrl, url_id: new URL(FunctionUrl!).host.split('.')[0] };
  },

  async aws_lambda_permission(args, { clients }) {
    const FunctionName = args.needs('function_name');
    const StatementId = `terraform-${randomUUID()}`;
    await clients.lambda.send(
      new AddPermissionCommand({
        ...{ FunctionName, StatementId },
        Action: args.needs('action'),
        Principal: args.needs('principal'),
        FunctionUrlAuthType: args.text('function_url_auth_type') as FunctionUrlAuthType | undefined,
        InvokedViaFunctionUrl: args.flag('invoked_via_function_url'),
      }),
    );
    return { id: StatementId };
  },

  async aws_lambda_function_event_invoke_config(args, { clients }) {
    const FunctionName = args.needs('function_name');
    const destinations = args.block('destination_config');
    await clients.lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName,
        Qualifier: args.text('qualifier'),
        MaximumEventAgeInSeconds: args.number('maximum_event_age_in_seconds'),
        MaximumRetryAttempts: args.number('maximum_retry_attempts'),
        DestinationConfig: destinations && {
          OnFailure: { Destination: destinations.block('on_failure')?.text('destination') },
        },
      }),
    );
    return { id: FunctionName };
  },
};

const arnOf = (name: string, { region, account }: Cloud) =>
  `arn:aws:lambda:${region}:${account}:function:${name}`;

/** The server runs the package on this machine, so it has to be for this machine. */
function architectures(args: Arguments): Architecture[] {
  const given = args.texts('architectures') ?? ['x86_64'];
  const own = process.arch === 'x64' ? 'x86_64' : process.arch;
  if (given.some((one) => one !== own))
    throw new ApplyError(
      `The function is for ${given.join(', ')}, and this machine is ${own}: it could not run here. ` +
        `Synthesize the stack for ${own}.`,
    );
  return given as Architecture[];
}

/** The package, as a file or as an object: the very one that the stack was made for. */
async function codeOf(args: Arguments, { clients, folder }: Cloud): Promise<FunctionCode> {
  const said = args.text('source_code_hash');
  const S3Bucket = args.text('s3_bucket');
  const S3Key = args.text('s3_key');
  const file = S3Key === undefined ? resolve(folder, args.needs('filename')) : `s3://${S3Bucket}/${S3Key}`;
  const code =
    S3Key === undefined ? await readFile(file) : await objectOf(clients.s3, { Bucket: S3Bucket, Key: S3Key });
  const hash = createHash('sha256').update(code).digest('base64');
  if (said !== undefined && said !== hash)
    throw new ApplyError(
      `The stack was made for another ${file}: source_code_hash is ${said}, that of the file is ${hash}. ` +
        'Run npm run package and npm run synth --prefix stacks/aws again.',
    );
  return S3Key === undefined ? { ZipFile: code } : { S3Bucket, S3Key };
}

/** As whoever deploys: it is with their rights that Lambda takes it. */
async function objectOf(s3: Clients['s3'], at: GetObjectCommandInput): Promise<Uint8Array> {
  const { Body } = await s3.send(new GetObjectCommand(at));
  return Body!.transformToByteArray();
}
