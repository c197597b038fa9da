import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { amount } from '../bench/report/amount.ts';
import { progress } from '../bench/report/options.ts';
import type { Figures, Section } from '../bench/report/publish.ts';
import { atMost } from '../bench/report/Target.ts';
import { readSettings } from '../config/settings.ts';
import { writeFilm } from '../video/writeFilm.ts';
import { makeTestFilm } from './makeTestFilm.ts';
import type { Measured } from './measureTimes.ts';
import { openLocalFilms } from './openLocalFilms.ts';
import { simulate } from './simulate.ts';
import type { FilmToLookAt, Times, World } from './World.ts';

export interface CheckFigures extends Figures {
  runs: Run[];
  times: Times;
  /** Of the machine, at the end: processes that want a processor, of the last minute. */
  load: number;
}

interface Run {
  functions: number;
  /** Seconds from the drop until the timeline. */
  real: number;
  model: number;
  offPercent: number;
  /** That so many at work have together, beside each other and whatever else this machine does. */
  processors: number;
}

const RATE = 25;
const CHUNK_SECONDS = 5;
/** A film that is nearly nothing but parts: so many, of so many frames each. */
const BARE = { parts: 12, frames: 5, size: 64 };
const ALLOWED_PERCENT = 20;

/**
 * Drops a film into the whole system on this machine, with one function and with two, and compares with the model. The model is told
 * what the frames of that film take when they are looked at without the system, and what a part takes besides, of a film that has
 * hardly any frames; it is not told of the runs that it foretells.
 */
export async function check(frames: 'every' | 'auto', seconds: number): Promise<CheckFigures> {
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-check-'));
  try {
    progress('The film is made ...');
    const film = await makeTestFilm({ seconds, rate: RATE, width: 1280, height: 720, keySeconds: 1 });
    const file = join(dir, 'film.mp4');
    await writeFile(file, film);
    const settings = readSettings({
      ...process.env,
      ...{ THREADS: '1', VIDEO_FRAMES: frames, VIDEO_CHUNK_SECONDS: String(CHUNK_SECONDS) },
    });
    const measure = async (functions: number) => {
      progress(`The parts are looked at without the system, by ${functions} at once ...`);
      return Promise.all(Array.from({ length: functions }, () => measured(file, frames)));
    };
    const runs: (Pick<Run, 'functions' | 'real' | 'processors'> & { all: Measured[] })[] = [];
    let besides: Besides | undefined;
    for (const functions of [1, 2]) {
      const before = await measure(functions);
      progress(`The system is started with ${functions} ...`);
      const local = await openLocalFilms(settings, functions);
      let real: number;
      try {
        await local.look('first.mp4', await bareFilm(BARE.parts));
        besides ??= await measureBesides(local, before[0]!.look);
        progress('The film is dropped ...');
        real = await local.look('film.mp4', film);
      } finally {
        await local.stop();
      }
      const all = [...before, ...(await measure(functions))];
      runs.push({ functions, real, all, processors: functions * mean(all.map(shareOf)) });
    }
    const times = timesOf(runs[0]!.all, besides!);
    const of: FilmToLookAt = {
      ...{ seconds, rate: RATE, chunkSeconds: CHUNK_SECONDS },
      bytesPerSecond: film.length / seconds,
    };
    const compared = runs.map(({ functions, real, processors }) => {
      const model = simulate(of, times, here(functions, processors)).whole;
      return { functions, real, processors, model, offPercent: 100 * (model / real - 1) };
    });
    return {
      runs: compared,
      times,
      load: loadavg()[0]!,
      targets: compared.map(({ functions, offPercent }) =>
        atMost({
          what: `the model beside a run with ${functions}`,
          value: Math.abs(offPercent),
          limit: ALLOWED_PERCENT,
          unit: '%',
        }),
      ),
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function measured(file: string, frames: string): Promise<Measured> {
  const entry = join(import.meta.dirname, 'measureProcess.ts');
  const args = ['--disable-warning=ExperimentalWarning', entry, file, frames, String(CHUNK_SECONDS)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Measured;
}

interface Besides {
  /** Seconds: once a film, and a part. */
  film: number;
  part: number;
}

/** Of two films without much to look at, one of many parts. */
async function measureBesides(
  local: { look(key: string, film: Buffer): Promise<number> },
  look: number,
): Promise<Besides> {
  const one = await local.look('one.mp4', await bareFilm(1));
  const many = await local.look('many.mp4', await bareFilm(BARE.parts));
  const each = (many - one) / (BARE.parts - 1);
  const looking = BARE.frames * look;
  return { film: Math.max(0, one - each), part: Math.max(0, each - looking) };
}

function bareFilm(parts: number): Promise<Buffer> {
  const { frames, size } = BARE;
  const picture = { width: size, height: size, rgb: Buffer.alloc(size * size * 3, 128) };
  const rate = frames / CHUNK_SECONDS;
  const all = Array.from({ length: parts * frames }, (_, number) => ({ time: number / rate, picture }));
  return writeFilm(all, { container: 'mp4', codec: 'h264', keyEvery: frames });
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** Of a processor, or of more than one. */
const shareOf = ({ work = 0, took = 1 }: Measured) => work / took;

function timesOf(measured: Measured[], { film, part }: Besides): Times {
  const of = (what: 'decode' | 'look' | 'row' | 'assembleChunk') => mean(measured.map((one) => one[what]));
  return {
    ...{ decode: of('decode'), look: of('look'), row: of('row') },
    ...{ chunk: 0, chunkWaits: part, tell: 0, plan: film, send: 0, hop: 0, cold: [0, 0, 0] },
    ...{ assemble: 0, assembleChunk: of('assembleChunk') },
  };
}

/** This machine: no service limits anything, and all share its processors. */
function here(functions: number, processors: number): World {
  return {
    ...{ concurrency: functions, warm: true, processorsEach: processors, processors },
    pollers: { first: functions, perSecond: 0, most: functions },
    ...{ readSeconds: 0, readBytesPerSecond: Number.POSITIVE_INFINITY, writeSeconds: 0 },
  };
}

export function checkSections({ runs, times, load }: CheckFigures): Section[] {
  const right = (title: string) => ({ title, right: true });
  return [
    {
      title: 'Seconds from the drop of a film until its timeline, on this machine',
      heads: ['functions', 'processors', 'real', 'model', 'off, %'].map(right),
      rows: runs.map(({ functions, processors, real, model, offPercent }) => [
        String(functions),
        amount(processors),
        amount(real),
        amount(model),
        offPercent.toFixed(1),
      ]),
      note:
        `A frame takes ${amount(1000 * times.decode)} ms to decode and ${amount(1000 * times.look)} ms to look at; a part ` +
        `${amount(1000 * times.chunkWaits)} ms besides, a film ${amount(1000 * times.plan)} ms. The processors are those that so ` +
        `many at work without the system had of this machine, just before and after; its load was ${amount(load)}. With other ` +
        'work at it, what they have changes from one run to the next, and nothing can be compared.',
    },
  ];
}
