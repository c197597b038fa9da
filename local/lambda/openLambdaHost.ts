import { randomUUID } from 'node:crypto';
import { UnknownFunctionError } from './errors.ts';
import { requestTooLarge } from './failures.ts';
import { type InvocationResult, MAX_REQUEST_BYTES } from './invocation.ts';
import { openPool } from './openPool.ts';

export interface FunctionSpec {
  name: string;
  /** An absolute .ts or .mjs file that exports `handler`. */
  file: string;
  timeoutSeconds: number;
  /** Bounds the JavaScript heap, and on Linux the resident memory too. */
  memoryMb: number;
  maximumConcurrency: number;
  /** The host's, if not given. */
  keepWarm?: number;
  /** Lambda's own limit, if not given. */
  maxRequestBytes?: number;
  /** A sandbox ends with its work: for what is invoked once in a while, and would be idle memory until then. */
  endsAfterWork?: true;
  environment: Record<string, string>;
}

export interface LogLine {
  function: string;
  stream: 'stdout' | 'stderr';
  line: string;
  /** The name of its process, as the handler knows it: AWS_LAMBDA_LOG_STREAM_NAME. */
  logStream: string;
  /** Absent for what is written before the first invocation. */
  requestId?: string;
}

export interface LambdaHost {
  /**
   * Runs the function with `payload`, which must be JSON, and waits for its result. Never rejects for what the
   * function does: errors, timeouts and crashes are results, in AWS's words.
   * @throws UnknownFunctionError
   */
  invoke(name: string, payload: unknown): Promise<InvocationResult>;
  /** The same with JSON as it came, and a request id that the caller has given it. */
  invokeJson(name: string, payload: string, requestId: string): Promise<InvocationResult>;
  /**
   * Starts a sandbox where there is none, and waits until it is ready.
   * @throws UnknownFunctionError, InitFailedError
   */
  warm(name: string): Promise<void>;
  state(): { name: string; sandboxes: number; busy: number }[];
  /** Takes no more invocations, lets those that run go on for `graceMs` (5 s), and resolves with no process left. */
  stop(options?: { graceMs?: number }): Promise<void>;
}

export interface LambdaHostOptions {
  functions: FunctionSpec[];
  region: string;
  /** A sandbox without work for so long ends. Lambda does not say its own; 5 minutes is what people measure. */
  idleMs?: number;
  /** So many sandboxes of a function outlive `idleMs`. */
  keepWarm?: number;
  /** Lambda has 10 s for an init; a machine that also runs everything else gets 30. */
  initTimeoutMs?: number;
  onLog(line: LogLine): void;
}

/** A Lambda service on this machine: each function in processes of its own, which speak the Lambda Runtime API. */
export function openLambdaHost(options: LambdaHostOptions): LambdaHost {
  const { functions, region, idleMs = 5 * 60_000, keepWarm = 0, initTimeoutMs = 30_000, onLog } = options;
  const pools = new Map(
    functions.map((spec) => [
      spec.name,
      openPool({
        ...{ spec, region, initTimeoutMs, onLog },
        ...(spec.endsAfterWork
          ? { idleMs: 0, keepWarm: 0 }
          : { idleMs, keepWarm: spec.keepWarm ?? keepWarm }),
      }),
    ]),
  );

  const poolOf = (name: string) => {
    const pool = pools.get(name);
    if (!pool) throw new UnknownFunctionError(name, [...pools.keys()]);
    return pool;
  };

  const invokeJson = async (name: string, payload: string, requestId: string): Promise<InvocationResult> => {
    const bytes = Buffer.byteLength(payload);
    const most = functions.find((spec) => spec.name === name)?.maxRequestBytes ?? MAX_REQUEST_BYTES;
    if (bytes > most) return { ok: false, error: requestTooLarge(bytes) };
    return poolOf(name).invoke({ requestId, payload });
  };

  return {
    invoke: async (name, value) => invokeJson(name, JSON.stringify(value) ?? 'null', randomUUID()),
    invokeJson,
    warm: async (name) => poolOf(name).warm(),
    state: () => [...pools].map(([name, pool]) => ({ name, ...pool.state() })),
    async stop({ graceMs = 5000 } = {}) {
      await Promise.all([...pools.values()].map((pool) => pool.stop(graceMs)));
    },
  };
}
