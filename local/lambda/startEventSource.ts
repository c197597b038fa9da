import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { backoffMs, pause } from './backoff.ts';
import { checkMapping } from './checkMapping.ts';
import { BatchFailedError, ReceiveError, textOf } from './errors.ts';
import { STOPPED } from './failures.ts';
import type { InvocationError, InvocationResult } from './invocation.ts';
import { openQueue } from './openQueue.ts';
import { partialBatch } from './partialBatch.ts';
import type { QueueCalls } from './QueueCalls.ts';
import { takeBatch } from './takeBatch.ts';
import { within } from './within.ts';

export interface EventSourceOptions {
  calls: QueueCalls;
  queueUrl: string;
  queueArn: string;
  region: string;
  batchSize: number;
  batchWindowSeconds: number;
  maximumConcurrency: number;
  invoke(event: SQSEvent): Promise<InvocationResult>;
  onError(error: Error): void;
  /** Of one long poll, 20 by default. */
  waitSeconds?: number;
  /** Of the function and of its queue, where both are known: the queue's must not be the shorter one. */
  timeoutSeconds?: number;
  visibilityTimeoutSeconds?: number;
}

export interface EventSource {
  /**
   * Receives no more, gives back what no function has, and lets invocations go on for `graceMs` (5 s). The messages
   * of one that is not done then, or that the host's stop killed, are given back too. Stop it before the host.
   */
  stop(options?: { graceMs?: number }): Promise<void>;
  /** No message is held and no invocation runs. There may be messages in the queue. */
  idle(): boolean;
}

/** How long stop waits for the open poll to bring back what it has given back. */
const LAST_POLL_MS = 1000;

/** A batch that a function has. */
interface Flight {
  batch: SQSRecord[];
  /** `abandoned`: stop has given its messages back, so whatever the function still says comes too late. */
  phase: 'invoking' | 'settling' | 'abandoned';
  done: Promise<void>;
}

/**
 * An SQS event source mapping with ReportBatchItemFailures on (Lambda guide, "Using Lambda with Amazon SQS").
 * One poller feeds up to `maximumConcurrency` invocations: it polls only while one more may run, so an idle queue
 * has one long poll, and a busy function leaves messages in the queue where their visibility timeout does not run.
 * @throws MappingOptionError
 */
export function startEventSource(options: EventSourceOptions): EventSource {
  checkMapping(options);
  const { batchSize, batchWindowSeconds, maximumConcurrency, invoke, onError, waitSeconds = 20 } = options;
  const queue = openQueue(options);
  const stopping = new AbortController(); // no more polls
  const { signal } = stopping;
  const hangUp = new AbortController(); // of the poll that is open
  const held: SQSRecord[] = []; // received, and not handed to a function: whoever stops gives these back
  const flights = new Set<Flight>();
  let wake = () => {}; // of the poller that waits for a place
  let failuresInARow = 0; // of the function
  let receiveFailures = 0;
  let gaveBack = false;

  const poll = async () => {
    while (!signal.aborted) {
      await place();
      if (failuresInARow > 0) await pause(backoffMs(failuresInARow), signal);
      if (held.length === 0 && !signal.aborted) await fill();
      if (signal.aborted || held.length === 0) continue;
      fly(takeBatch(held, batchSize));
    }
    await giveBack(held.splice(0));
  };

  const place = () =>
    new Promise<void>((resolve) => {
      if (flights.size < maximumConcurrency || signal.aborted) return resolve();
      wake = resolve;
    });

  /** Receives for one batch: until it is full, or its window, which opens with the first message, is over. */
  const fill = async () => {
    try {
      held.push(...(await queue.receive(batchSize, waitSeconds, hangUp.signal)));
      const closes = performance.now() + batchWindowSeconds * 1000;
      while (held.length > 0 && held.length < batchSize && !signal.aborted) {
        // SQS waits whole seconds: the window ends up to half a second early or late.
        const seconds = Math.round((closes - performance.now()) / 1000);
        if (seconds <= 0) break;
        held.push(
          ...(await queue.receive(batchSize - held.length, Math.min(seconds, waitSeconds), hangUp.signal)),
        );
      }
      receiveFailures = 0;
    } catch (cause) {
      if (signal.aborted) return;
      const retryMs = backoffMs(++receiveFailures);
      onError(new ReceiveError(options.queueUrl, retryMs, cause));
      if (held.length === 0) await pause(retryMs, signal);
    }
  };

  const fly = (batch: SQSRecord[]) => {
    const flight: Flight = { batch, phase: 'invoking', done: Promise.resolve() };
    flights.add(flight);
    flight.done = land(flight).finally(() => {
      flights.delete(flight);
      wake();
    });
  };

  const land = async (flight: Flight) => {
    const { batch } = flight;
    const result = await invoke({ Records: batch }).catch(notInvoked);
    if (flight.phase === 'abandoned') return;
    flight.phase = 'settling';
    if (!result.ok && result.error.errorType === STOPPED) return giveBack(batch);

    const { failure, succeeded } = judge(batch, result);
    // With partial responses AWS does not slow down for messages that fail, only for functions that do.
    failuresInARow = failure ? failuresInARow + 1 : 0;
    if (failure) onError(new BatchFailedError(batch.length, failure));
    await queue.remove(succeeded);
  };

  const giveBack = async (records: SQSRecord[]) => {
    if (records.length === 0) return;
    gaveBack = true;
    await queue.release(records);
  };

  /**
   * A server may not notice that a poll was hung up, and hand messages to it that then stay invisible for their
   * whole timeout (fauxqs by itself does, without what stands in front of it). So what is given back may come
   * in by the poll that is still open, which gives it back once more and ends; only a poll that has
   * nothing to come is hung up.
   */
  const stop = async (graceMs: number) => {
    stopping.abort();
    wake();
    await giveBack(held.splice(0));
    await within(graceMs, Promise.all([...flights].map(({ done }) => done)));
    const late = [...flights].filter(({ phase }) => phase === 'invoking');
    for (const flight of late) flight.phase = 'abandoned';
    await giveBack(late.flatMap(({ batch }) => batch));
    await Promise.all([...flights].filter(({ phase }) => phase === 'settling').map(({ done }) => done));
    if (gaveBack) await within(LAST_POLL_MS, polling);
    hangUp.abort();
    await polling;
  };

  const polling = poll();
  let stopped: Promise<void> | undefined;
  return {
    stop({ graceMs = 5000 } = {}) {
      stopped ??= stop(graceMs);
      return stopped;
    },
    idle: () => flights.size === 0 && held.length === 0,
  };
}

/** Which messages are done with. `failure` where the function failed as a whole, which includes a wrong response. */
function judge(
  batch: SQSRecord[],
  result: InvocationResult,
): { succeeded: SQSRecord[]; failure?: InvocationError } {
  if (!result.ok) return { succeeded: [], failure: result.error };
  const ids = batch.map(({ messageId }) => messageId);
  const { succeeded, wrong } = partialBatch(ids, result.payload);
  if (wrong) return { succeeded: [], failure: { errorType: 'InvalidBatchResponse', errorMessage: wrong } };
  const done = new Set(succeeded);
  return { succeeded: batch.filter(({ messageId }) => done.has(messageId)) };
}

const notInvoked = (cause: unknown): InvocationResult => ({
  ok: false,
  error: { errorType: 'NotInvoked', errorMessage: textOf(cause) },
});
