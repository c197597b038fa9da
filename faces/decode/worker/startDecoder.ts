import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire, getCompileCacheDir } from 'node:module';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { PhotoError } from '../PhotoError.ts';
import { DecoderError } from './DecoderError.ts';
import { openExchange, readExchange, writeExchange } from './exchange.ts';
import { type Answer, CHANNEL, hear, type Request, tell } from './messages.ts';
import { processorSeconds } from './processorSeconds.ts';
import { watchMemory } from './watchMemory.ts';

export interface DecoderLimits {
  /** That one request may take. */
  seconds: number;
  /** Resident memory of the process. */
  megabytes: number;
}

/** One process that decodes: one request at a time. */
export interface DecoderProcess {
  pid: number;
  /** @throws DecoderError where the process cannot be started. */
  ready: Promise<void>;
  alive(): boolean;
  /**
   * @param bytes what the request is about, if it is a photo
   * @throws PhotoError what `decode` throws; Ended where the process was ended by it or meanwhile; DecoderError.
   */
  ask(request: Request, bytes?: Uint8Array): Promise<Answer>;
  /** The pixels of the last answer. */
  pixels(length: number): Buffer;
  letGo(): void;
  end(): Promise<void>;
}

/**
 * How a process ended while a request was under way. `slow`: it computed beyond the time limit; `starved`: the time was
 * over, and it had been given less than half of it to compute in; `memory`: beyond the limit; `crashed`: by itself, or by
 * a signal that a fault of its own raises; `killed`: by a signal that only another process sends.
 */
export class Ended extends Error {
  override name = 'Ended';
  readonly how: 'slow' | 'starved' | 'memory' | 'crashed' | 'killed';
  constructor(how: Ended['how'], detail: string) {
    super(detail);
    this.how = how;
  }
}

const START_SECONDS = 60;
const MEMORY_LOOKS_MS = 50;
/** Signals that are sent from outside. All others are raised by what the process itself did (signal(7)). */
const SENT = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'];
const KIND = extname(import.meta.filename);
const ENTRY = join(import.meta.dirname, `decoderProcess${KIND}`);
/** Sources, and the package made of them, are spread over folders; a bundle has all that it needs beside itself. */
const CODE = KIND === '.mjs' ? import.meta.dirname : join(import.meta.dirname, '../../..');

export function startDecoder({ seconds, megabytes }: DecoderLimits): DecoderProcess {
  const folder = mkdtempSync(join(tmpdir(), 'face-inbox-decode-'));
  const exchange = openExchange(folder);
  const child = spawn(process.execPath, [...flags(folder), ENTRY], {
    stdio: ['pipe', 'ignore', 'pipe', 'pipe', exchange.fd],
    env: environment(folder),
  });
  const channel = child.stdio[CHANNEL] as Socket;
  const ready = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  ready.promise.catch(() => {}); // it is told to whoever asks
  let alive = true;
  let under: PromiseWithResolvers<Answer> | undefined; // the request under way
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
      `The process that decodes photos ${how} before it was ready${said && `; it said ${JSON.stringify(said)}`}. ` +
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
  hear<Answer>(channel, (answer) => {
    if (!('ready' in answer)) return under?.resolve(answer);
    clearTimeout(starting);
    ready.resolve();
  });
  hold(child, false);

  return {
    pid: child.pid ?? 0,
    ready: ready.promise,
    alive: () => alive,
    async ask(request, bytes) {
      hold(child, true);
      const endings: (() => void)[] = [];
      try {
        await ready.promise;
        if (!alive) throw why ?? new Ended('killed', 'was ended between two photos');
        under = Promise.withResolvers();
        const before = processorSeconds(child.pid!) ?? 0;
        const clock = setTimeout(() => {
          const computed = (processorSeconds(child.pid!) ?? Number.POSITIVE_INFINITY) - before;
          kill(new Ended(computed < seconds / 2 ? 'starved' : 'slow', `${seconds} seconds`));
        }, seconds * 1000);
        endings.push(() => clearTimeout(clock));
        endings.push(
          watchMemory(
            child.pid!,
            megabytes,
            () => kill(new Ended('memory', `${megabytes} MB`)),
            MEMORY_LOOKS_MS,
          ),
        );
        if (bytes) writeExchange(exchange.fd, bytes);
        tell(channel, request);
        const answer = await under.promise;
        if ('refused' in answer) throw new PhotoError(answer.refused.reason, answer.refused.message);
        if ('failed' in answer) throw new DecoderError(`The photo could not be decoded: ${answer.failed}`);
        return answer;
      } finally {
        under = undefined;
        for (const stop of endings) stop();
        hold(child, false);
      }
    },
    pixels: (length) => readExchange(exchange.fd, length),
    letGo: () => tell(channel, { what: 'letGo' }),
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

/**
 * What the child may do: read its own code and packages, write into its folder and the cache of compiled code, load
 * sharp's library; start no program. JavaScript alone is held to it: it is no wall against machine code that a photo might
 * smuggle into a decoder.
 */
function flags(folder: string): string[] {
  const sharp = createRequire(import.meta.url).resolve('sharp');
  const packages = sharp.slice(0, sharp.lastIndexOf(join('/node_modules/')) + 1);
  const writable = [folder, ...(cacheFolder() ?? [])];
  const readable = [CODE, packages, ...writable];
  return [
    '--permission',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    ...writable.map((path) => `--allow-fs-write=${path}`),
    '--allow-addons',
    '--allow-worker',
    // Node.js 25 and later deny what is of the network, to which the channel belongs for them; earlier ones have no such flag.
    ...(process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : []),
    '--expose-gc',
    '--max-semi-space-size=1',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
  ];
}

/** Where Node.js keeps what it made of our files, if it does: without it a start takes twice as long. */
function cacheFolder(): [folder: string] | undefined {
  const ofVersion = getCompileCacheDir();
  return ofVersion === undefined ? undefined : [dirname(ofVersion)];
}

/** No credentials, and nothing else that decoding does not need. */
function environment(folder: string): Record<string, string> {
  const { LD_LIBRARY_PATH, SystemRoot } = process.env;
  const [cache] = cacheFolder() ?? [];
  return {
    TMPDIR: folder,
    TZ: 'UTC',
    // glibc's default, eight a core, keeps the pixels of as many photos.
    MALLOC_ARENA_MAX: '2',
    ...(LD_LIBRARY_PATH && { LD_LIBRARY_PATH }),
    ...(SystemRoot && { SystemRoot, TEMP: folder }),
    ...(cache && { NODE_COMPILE_CACHE: cache }),
  };
}
