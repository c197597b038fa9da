import { InitFailedError } from './errors.ts';
import { type End, failureOf } from './failures.ts';
import type { Invocation, InvocationResult } from './invocation.ts';
import type { FunctionSpec, LogLine } from './openLambdaHost.ts';
import { type Sandbox, startSandbox } from './startSandbox.ts';

export interface PoolOptions {
  spec: FunctionSpec;
  region: string;
  idleMs: number;
  keepWarm: number;
  initTimeoutMs: number;
  onLog(line: LogLine): void;
}

/** The sandboxes of one function, at most `maximumConcurrency`, and the invocations that wait for one. */
export interface Pool {
  invoke(invocation: Invocation): Promise<InvocationResult>;
  warm(): Promise<void>;
  state(): { sandboxes: number; busy: number };
  stop(graceMs: number): Promise<void>;
}

interface Member {
  sandbox: Sandbox;
  idleTimer?: NodeJS.Timeout;
  warmed: PromiseWithResolvers<void>;
}

interface Waiting {
  invocation: Invocation;
  resolve(result: InvocationResult): void;
}

export function openPool({ spec, region, idleMs, keepWarm, initTimeoutMs, onLog }: PoolOptions): Pool {
  const members = new Set<Member>();
  const waiting: Waiting[] = [];
  let stopped = false;

  const inPhase = (phase: string) => [...members].filter(({ sandbox }) => sandbox.phase() === phase);

  /**
   * Invariant: after it no invocation waits while a sandbox is idle, and as many sandboxes start as invocations
   * wait, up to the limit. Lambda answers 429 above the limit; here the invocation waits its turn.
   */
  const dispatch = () => {
    // The one that was idle last goes first, so that those too many grow old and end.
    for (const member of inPhase('idle').reverse()) {
      const next = waiting.shift();
      if (!next) return;
      clearTimeout(member.idleTimer);
      member.sandbox.run(next.invocation).then(next.resolve);
    }
    const starting = inPhase('init').length;
    const wanted = Math.min(waiting.length - starting, spec.maximumConcurrency - members.size);
    for (let n = 0; n < wanted; n++) start();
  };

  const start = (): Member => {
    const sandbox = startSandbox({ spec, region, initTimeoutMs, onLog, onIdle, onEnd });
    const member: Member = { sandbox, warmed: Promise.withResolvers() };
    member.warmed.promise.catch(() => {}); // whoever warms hears of it; an invocation has a result of its own
    members.add(member);
    return member;

    function onIdle() {
      member.warmed.resolve();
      members.delete(member); // to the end of the set: the idle ones stand in the order of their last use
      members.add(member);
      member.idleTimer = setTimeout(() => {
        if (sandbox.phase() === 'idle' && members.size - inPhase('ending').length > keepWarm)
          void sandbox.end(0);
      }, idleMs);
      member.idleTimer.unref();
      dispatch();
    }

    function onEnd(end: End, initialised: boolean) {
      members.delete(member);
      clearTimeout(member.idleTimer);
      if (!initialised) failOne(end, member);
      if (!stopped) dispatch();
    }
  };

  /** An init that failed costs the oldest waiting invocation: it would have been the first to run there. */
  const failOne = (end: End, member: Member) => {
    const first = waiting.shift();
    const error = failureOf(end, first?.invocation.requestId ?? 'none');
    first?.resolve({ ok: false, error });
    member.warmed.reject(new InitFailedError(spec.name, error));
  };

  const refused = ({ requestId }: Invocation): InvocationResult => ({
    ok: false,
    error: failureOf({ why: 'stopped' }, requestId),
  });

  return {
    invoke(invocation) {
      if (stopped) return Promise.resolve(refused(invocation));
      return new Promise((resolve) => {
        waiting.push({ invocation, resolve });
        dispatch();
      });
    },
    async warm() {
      if (stopped) throw new InitFailedError(spec.name, failureOf({ why: 'stopped' }, 'none'));
      const ready = [...members].some(({ sandbox }) => ['idle', 'running'].includes(sandbox.phase()));
      if (ready) return;
      await (inPhase('init')[0] ?? start()).warmed.promise;
    },
    state: () => ({ sandboxes: members.size, busy: inPhase('running').length }),
    async stop(graceMs) {
      stopped = true;
      for (const { invocation, resolve } of waiting.splice(0)) resolve(refused(invocation));
      await Promise.all([...members].map(({ sandbox }) => sandbox.end(graceMs)));
    },
  };
}
