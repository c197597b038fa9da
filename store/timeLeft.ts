/** A client of the AWS SDK. */
interface Client {
  send(command: never, options?: { abortSignal?: AbortSignal }): Promise<unknown>;
}

/** A request was broken off, so that the function can still say what it has not done. */
export class OutOfTimeError extends Error {
  override name = 'OutOfTimeError';

  constructor(command: string, seconds: number, cause: unknown) {
    super(
      `The request ${command} had no answer when ${seconds.toFixed(1)} s of the function's time were over. ` +
        'The message comes back; if this happens again and again, see whether the service can be reached and is not throttled.',
      { cause },
    );
  }
}

/** Kept for the last words: what is waited for by then is broken off, and what follows is told. */
const FOR_LAST_WORDS = 1 / 6;
/** Kept for the answer, and no request waits any more. */
const FOR_ANSWER = 1 / 12;

export interface TimeLeft {
  /** An invocation begins, which may take so long. */
  begins(milliseconds: number): void;
  /** Has what these clients send end in time, with all the tries of the SDK and the pauses between them. */
  bounds(...clients: Client[]): void;
}

/**
 * Of the one invocation that a process of Lambda is at. Services that do not answer are waited for, but never so long
 * that the function is killed: a killed one takes its whole batch along, and nobody knows why.
 */
export function openTimeLeft(): TimeLeft {
  let started = 0;
  let signals: AbortSignal[] = [];
  /** What is begun in the time of the last words is one of them. */
  const current = () => signals.find(({ aborted }) => !aborted) ?? signals.at(-1);
  return {
    begins(milliseconds) {
      started = performance.now();
      signals = [FOR_LAST_WORDS, FOR_ANSWER].map((share) =>
        AbortSignal.timeout(Math.floor(milliseconds * (1 - share))),
      );
    },
    bounds(...clients) {
      for (const client of clients) {
        const send = client.send.bind(client);
        client.send = async (command: object, options) => {
          const abortSignal = current();
          try {
            return await send(command as never, { ...options, abortSignal });
          } catch (cause) {
            if (!abortSignal?.aborted) throw cause;
            const name = command.constructor.name.replace(/Command$/, '');
            throw new OutOfTimeError(name, (performance.now() - started) / 1000, cause);
          }
        };
      }
    },
  };
}
