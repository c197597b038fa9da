import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHANNEL, hear, tell } from './channel.ts';
import { environment, flags } from './confinement.ts';
import { DecoderError } from './DecoderError.ts';
import { Ended } from './Ended.ts';
import { openExchange, readExchange, writeExchange } from './exchange.ts';
import { startClock } from './startClock.ts';
import { watchMemory } from './watchMemory.ts';

export interface ConfinedLimits {
  /** That one request may take. */
  seconds: number;
  /** Resident memory of the process. */
  megabytes: number;
}

/** What is started. */
export interface Confinement {
  /** For messages: the process that ... */
  does: string;
  /** How the names of its temporary folders begin. */
  folder: string;
  /** Its file, and the folder of all code that this imports. */
  entry: string;
  code: string;
  /** A package beside which all the others lie that it loads; none where all is in its code. */
  package: string | undefined;
}

/** One process that does what untrusted bytes ask of it: one request at a time. */
export interface Confined<Request extends object, Answer extends object> {
  pid: number;
  /** @throws DecoderError where the process cannot be started. */
  ready: Promise<void>;
  alive(): boolean;
  /**
   * @throws Ended where the process was ended by the request or meanwhile; DecoderError; what `serve` throws.
   */
  ask(request: Request, more?: Asking<Answer>): Promise<Answer>;
  /** What lies in the exchange: the pixels of the last answer. */
  pixels(length: number): Buffer;
  /** What is not answered. */
  tell(message: Request): void;
  end(): Promise<void>;
}

interface Asking<Answer extends object> {
  /** What the request is about; it is put into the exchange. */
  bytes?: Uint8Array;
  /** In the place of the limit. */
  seconds?: number;
  /**
   * Answers what the process asks for itself before it can answer; its time stands still meanwhile. Gives undefined for
   * what is the answer. A failure is the request's, and ends the process, which waits.
   */
  serve?(answer: Answer): Promise<{ bytes: Uint8Array; reply: object }> | undefined;
}

const START_SECONDS = 60;
const MEMORY_LOOKS_MS = 50;
/** Signals that are sent from outside. All others are raised by what the process itself did (signal(7)). */
const SENT = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'];

export function startConfined<Request extends object, Answer extends object>(
  what: Confinement,
  limits: ConfinedLimits,
): Confined<Request, Answer> {
  const folder = mkdtempSync(join(tmpdir(), what.folder));
  const exchange = openExchange(folder);
  const child = spawn(process.execPath, [...flags(what, folder), what.entry], {
    stdio: ['pipe', 'ignore', 'pipe', 'pipe', exchange.fd],
    env: environment(folder),
  });
  const channel = child.stdio[CHANNEL] as Socket;
  const ready = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  ready.promise.catch(() => {}); // it is told to whoever asks
  let alive = true;
  let under: PromiseWithResolvers<Answer> | undefined; // the request under way
  let take: ((answer: Answer) => void) | undefined; // what it does with what the process says
  let why: Ended | undefined; // why we end it
  const kill = (reason: Ended) => {
    why ??= reason;
    child.kill('SIGKILL');
  };

  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  const notStarted = (how: string) =>
    new DecoderError(
      `The process that ${what.does} ${how} before it was ready${said && `; it said ${JSON.stringify(said)}`}. ` +
        'Trying again may succeed; if not, run `npm install` anew.',
    );
  const starting = setTimeout(() => child.kill('SIGKILL'), START_SECONDS * 1000);

  const finish = (how: string, end: Ended) => {
    if (!alive) return;
    alive = false;
    clearTimeout(starting);
    exchange.close();
    rmSync(folder, { recursive: true, force: true });
    ready.reject(notStarted(how));
    under?.reject(end);
    gone.resolve();
  };
  child.on('error', (error) => {
    if (child.pid === undefined)
      finish(`could not be started (${error.message})`, new Ended('killed', error.message));
  });
  // Not `exit`: what it has said is then not read yet.
  child.on('close', (code, signal) => {
    const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
    const sent = signal !== null && SENT.includes(signal);
    finish(how, why ?? new Ended(sent ? 'killed' : 'crashed', how));
  });
  // A process that dies closes them: that it died is what counts.
  for (const stream of [child.stdin!, channel]) stream.on('error', () => {});
  hear<Answer | { ready: true }>(channel, (answer) => {
    if (!('ready' in answer)) return take?.(answer);
    clearTimeout(starting);
    ready.resolve();
  });
  hold(child, false);

  return {
    pid: child.pid ?? 0,
    ready: ready.promise,
    alive: () => alive,
    async ask(request, { bytes, seconds = limits.seconds, serve } = {}) {
      hold(child, true);
      const endings: (() => void)[] = [];
      try {
        await ready.promise;
        if (!alive) throw why ?? new Ended('killed', 'was ended between two requests');
        under = Promise.withResolvers();
        const asked = under;
        const clock = startClock(child.pid!, seconds, kill);
        endings.push(clock.pause);
        const { megabytes } = limits;
        const tooMuch = () => kill(new Ended('memory', `${megabytes} MB`));
        endings.push(watchMemory(child.pid!, megabytes, tooMuch, MEMORY_LOOKS_MS));
        take = (answer) => {
          const served = serve?.(answer);
          if (!served) return asked.resolve(answer);
          clock.pause();
          served
            .then(({ bytes, reply }) => {
              if (!alive) return;
              writeExchange(exchange.fd, bytes);
              clock.goOn();
              tell(channel, reply);
            })
            .catch((error) => {
              asked.reject(error);
              kill(new Ended('killed', 'was ended as what it had asked for was not to be had'));
            });
        };
        if (bytes) writeExchange(exchange.fd, bytes);
        tell(channel, request);
        return await asked.promise;
      } finally {
        under = take = undefined;
        for (const stop of endings) stop();
        hold(child, false);
      }
    },
    pixels: (length) => readExchange(exchange.fd, length),
    tell: (message) => tell(channel, message),
    async end() {
      child.stdin!.destroy();
      channel.destroy();
      hold(child, true);
      await gone.promise;
    },
  };
}

/** Whether this process stays for the child: only while it waits for an answer. */
function hold(child: ChildProcess, on: boolean): void {
  const how = on ? 'ref' : 'unref';
  child[how]();
  for (const stream of child.stdio) (stream as Socket | null)?.[how]?.();
}
