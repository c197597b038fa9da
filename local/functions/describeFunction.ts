import { createHash } from 'node:crypto';
import type { FunctionSpec } from '../lambda/openLambdaHost.ts';
import { functionArn } from '../lambda/sandboxEnvironment.ts';

/** A function as this service knows it. */
export interface Described extends FunctionSpec {
  /** The handler's file as the topology has it. */
  handler: string;
  /** The queues that feed it; none where the clock invokes it. */
  sources: Mapped[];
}

/** A queue that feeds it. */
interface Mapped {
  queueArn: string;
  batchSize: number;
  batchWindowSeconds: number;
  maximumConcurrency: number;
}

/** FunctionConfiguration of the API. What the cloud alone has (code in S3, a role that is checked) is empty. */
export function describeFunction(
  { name, handler, timeoutSeconds, memoryMb, environment }: Described,
  region: string,
  startedAt: Date,
): Record<string, unknown> {
  return {
    FunctionName: name,
    FunctionArn: functionArn(region, name),
    Runtime: 'nodejs24.x',
    Role: 'arn:aws:iam::000000000000:role/local',
    Handler: handler.replace(/\.\w+$/, '.handler'),
    CodeSize: 0,
    Description: '',
    Timeout: timeoutSeconds,
    MemorySize: memoryMb,
    LastModified: lambdaTime(startedAt),
    CodeSha256: '',
    Version: '$LATEST',
    Environment: { Variables: environment },
    TracingConfig: { Mode: 'PassThrough' },
    RevisionId: uuidOf(`${name} ${startedAt.toISOString()}`),
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: [process.arch === 'arm64' ? 'arm64' : 'x86_64'],
    EphemeralStorage: { Size: 512 },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}` },
  };
}

/** EventSourceMappingConfiguration of the API. */
export function describeMapping({ name }: Described, source: Mapped, region: string, startedAt: Date) {
  return {
    UUID: uuidOf(`${name} ${source.queueArn}`),
    BatchSize: source.batchSize,
    MaximumBatchingWindowInSeconds: source.batchWindowSeconds,
    ScalingConfig: { MaximumConcurrency: source.maximumConcurrency },
    EventSourceArn: source.queueArn,
    FunctionArn: functionArn(region, name),
    LastModified: startedAt.getTime() / 1000,
    State: 'Enabled',
    StateTransitionReason: 'USER_INITIATED',
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  };
}

/** `2026-11-24T00:00:00.000+0000`, as Lambda writes it. */
const lambdaTime = (date: Date) => date.toISOString().replace('Z', '+0000');

/** The same for the same text. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}
