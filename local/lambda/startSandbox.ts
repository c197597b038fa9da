import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { watchMemory } from '../../faces/decode/worker/watchMemory.ts';
import { type End, failureOf } from './failures.ts';
import type { Invocation, InvocationResult } from './invocation.ts';
import type { FunctionSpec, LogLine } from './openLambdaHost.ts';
import { openRuntimeApi, type RuntimeApi } from './runtimeApi.ts';
import { functionArn, logStreamName, sandboxEnvironment } from './sandboxEnvironment.ts';
import { splitLines } from './splitLines.ts';
import { within } from './within.ts';

export interface SandboxOptions {
  spec: FunctionSpec;
  region: string;
  initTimeoutMs: number;
  onLog(line: LogLine): void;
  /** The runtime waits for work: after its init, and after each invocation. */
  onIdle(): void;
  /** The process is gone and its output read. Comes once. `initialised` says whether it ever was idle. */
  onEnd(end: End, initialised: boolean): void;
}

/** One process that runs one function, one invocation at a time, and the Runtime API it talks to. */
export interface Sandbox {
  phase(): Phase;
  /** Only in phase `idle`. Never rejects; resolves after the lines that the handler wrote were logged. */
  run(invocation: Invocation): Promise<InvocationResult>;
  /** Ends the process: a running invocation may go on for `graceMs`. Resolves once the process is gone. */
  end(graceMs: number): Promise<void>;
}

/** `ending`: the process is on its way out, and takes no more work. */
type Phase = 'init' | 'idle' | 'running' | 'ending' | 'ended';

/** Between SIGTERM and SIGKILL (Lambda guide, "Execution environment lifecycle", Shutdown phase). */
const SHUTDOWN_MS = 500;
/** A process that the handler left behind may hold the pipes open: so long its last output is waited for. */
const LAST_OUTPUT_MS = 1000;
const RUNTIME = fileURLToPath(new URL('./runtime.ts', import.meta.url));

export function startSandbox({ spec, region, initTimeoutMs, onLog, onIdle, onEnd }: SandboxOptions): Sandbox {
  let phase: Phase = 'init';
  let initialised = false;
  let end: End | undefined; // why we end it; undefined while it lives, and where it ends by itself
  let child: ChildProcess | undefined;
  let api: RuntimeApi | undefined;
  let requestId: string | undefined; // of the newest invocation: lines that come after its answer are its own too
  let settle: ((result: InvocationResult) => void) | undefined; // of the invocation that has no result yet
  let answered = Promise.resolve();
  const ended = Promise.withResolvers<void>();

  const kill = (why: End) => {
    if (phase === 'ended') return;
    phase = 'ending';
    end ??= why;
    child?.kill('SIGKILL');
  };

  // The init phase has a limit of its own and does not use up the function's timeout. Unlike AWS the host does
  // not try a second time inside the invocation: that hides what is wrong, and costs the same time again.
  let clock = setTimeout(() => kill({ why: 'init-timeout', seconds: initTimeoutMs / 1000 }), initTimeoutMs);

  const finish = (exit: End) => {
    if (phase === 'ended') return;
    phase = 'ended';
    clearTimeout(clock);
    api?.close();
    settle?.({ ok: false, error: failureOf(end ?? exit, requestId ?? '') });
    onEnd(end ?? exit, initialised);
    ended.resolve();
  };

  const terminate = async () => {
    phase = 'ending';
    end ??= { why: 'stopped' };
    child?.kill('SIGTERM');
    await within(SHUTDOWN_MS, ended.promise);
    child?.kill('SIGKILL');
    await ended.promise;
  };

  const events = {
    ready() {
      if (phase !== 'init' && phase !== 'running') return;
      clearTimeout(clock);
      phase = 'idle';
      initialised = true;
      onIdle();
    },
    left() {
      if (phase === 'idle') void terminate();
    },
    answered(result: InvocationResult) {
      const give = settle;
      settle = undefined;
      // The process wrote its lines before it answered, so they are in the pipes; one turn of the event loop reads
      // them. Its clock runs on until it asks for work again (Lambda guide, "Runtime API": the invocation ends then).
      setImmediate(() => give?.(result));
    },
    initFailed: (error: { errorType: string; errorMessage: string }) => kill({ why: 'reported', error }),
  };

  const start = async () => {
    api = await openRuntimeApi(events);
    if (end) return finish(end); // ended before it began
    child = spawn(
      process.execPath,
      [...heapFlags(spec.memoryMb), '--disable-warning=ExperimentalWarning', RUNTIME],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: sandboxEnvironment({ spec, region, api: api.address, logStream }),
      },
    );
    child.on('error', (error) => {
      if (child?.pid === undefined) finish({ why: 'not-started', reason: error.message });
    });
    if (child.pid === undefined) return;
    for (const stream of ['stdout', 'stderr'] as const)
      splitLines(child[stream]!, (line) =>
        onLog({
          function: spec.name,
          stream,
          line,
          logStream,
          ...(requestId !== undefined && { requestId }),
        }),
      );
    const stopWatch = watchMemory(child.pid, spec.memoryMb, () => kill({ why: 'memory' }));
    child.on('exit', () => {
      stopWatch();
      if (phase !== 'ended') phase = 'ending';
      const leave = setTimeout(() => {
        child?.stdout?.destroy();
        child?.stderr?.destroy();
      }, LAST_OUTPUT_MS);
      child?.on('close', () => clearTimeout(leave));
    });
    child.on('close', (code, signal) => finish({ why: 'exit', code, signal }));
  };
  const logStream = logStreamName(new Date(), randomBytes(16).toString('hex'));
  start().catch((error: Error) => finish({ why: 'not-started', reason: error.message }));

  return {
    phase: () => phase,
    run(invocation) {
      phase = 'running';
      requestId = invocation.requestId;
      const timeoutMs = spec.timeoutSeconds * 1000;
      clock = setTimeout(() => kill({ why: 'timeout', seconds: spec.timeoutSeconds }), timeoutMs);
      const result = new Promise<InvocationResult>((resolve) => {
        settle = resolve;
      });
      answered = result.then(() => {});
      api?.give(invocation, {
        'lambda-runtime-aws-request-id': invocation.requestId,
        'lambda-runtime-deadline-ms': String(Date.now() + timeoutMs),
        'lambda-runtime-invoked-function-arn': functionArn(region, spec.name),
        'lambda-runtime-trace-id': traceId(),
      });
      return result;
    },
    async end(graceMs) {
      if (phase === 'running') await within(graceMs, answered);
      if (phase !== 'ended') await terminate();
    },
  };
}

/**
 * In MB. With a larger young generation V8 collects so seldom that a function whose work is outside of the JavaScript heap
 * fills it for minutes, with garbage: after 1,500 photos of `npm run bench:soak` it was 128 MB, and 20 MB were in use.
 */
const MOST_SEMI_SPACE = 4;

/**
 * Lambda gives nine tenths of the memory to the old generation, and so does this. A semi-space has a twentieth there, out
 * of memory that is the function's alone; here, less: others want it too. Memory outside of the JavaScript heap (Buffers,
 * WebAssembly, native libraries) is bounded by watchMemory alone.
 */
const heapFlags = (memoryMb: number) => [
  `--max-old-space-size=${Math.floor(memoryMb * 0.9)}`,
  `--max-semi-space-size=${Math.min(MOST_SEMI_SPACE, Math.max(1, Math.floor(memoryMb / 20)))}`,
];

/** X-Ray's trace header, not sampled (X-Ray guide, "Tracing header"). */
const traceId = () =>
  `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')};` +
  `Parent=${randomBytes(8).toString('hex')};Sampled=0`;
