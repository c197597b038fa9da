import { dirname } from 'node:path';
import type { FunctionSpec } from './openLambdaHost.ts';

/** What a process needs to find programs, its home, its caches and room for temporary files; nothing else is inherited. */
const INHERITED = ['PATH', 'HOME', 'XDG_CACHE_HOME', 'TMPDIR', 'TEMP', 'SystemRoot'];

/**
 * The environment of a sandbox (Lambda guide, "Defined runtime environment variables"). The function's own
 * variables may set region and credentials, as they name the local services; the reserved rest is ours.
 */
export function sandboxEnvironment(of: {
  spec: FunctionSpec;
  region: string;
  api: string;
  logStream: string;
}): Record<string, string> {
  const inherited = INHERITED.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return {
    ...Object.fromEntries(inherited),
    AWS_REGION: of.region,
    AWS_DEFAULT_REGION: of.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ...of.spec.environment,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: of.spec.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(of.spec.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${of.spec.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: of.logStream,
    AWS_LAMBDA_RUNTIME_API: of.api,
    LAMBDA_TASK_ROOT: dirname(of.spec.file),
    _HANDLER: of.spec.file, // AWS has `file.export` here; ours is always an absolute file that exports `handler`
    TZ: 'UTC',
  };
}

/** The account is the one that local queues and functions all have. */
export const functionArn = (region: string, name: string) =>
  `arn:aws:lambda:${region}:000000000000:function:${name}`;

/** As Lambda names them: `2026/11/24/[$LATEST]<32 hex digits>`. */
export const logStreamName = (started: Date, id: string) =>
  `${started.toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${id}`;
