import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../../config/settings.ts';
import { type Finder, openFinder } from '../../faces/Finder.ts';
import type { MemoryGallery } from '../../faces/match/MemoryGallery.ts';
import { joinChunks } from '../../video/analyse/joinChunks.ts';
import { nameTracks } from '../../video/analyse/nameTracks.ts';
import { unpackTracks } from '../../video/analyse/packTracks.ts';
import type { Film } from '../../video/Film.ts';
import { type Chunk, planChunks } from '../../video/planChunks.ts';
import { probe } from '../../video/probe.ts';
import { writeFilm } from '../../video/writeFilm.ts';
import { LeftOut } from '../child/startChild.ts';
import { progress } from '../report/options.ts';
import type { Figures } from '../report/publish.ts';
import { sum } from '../report/statistics.ts';
import { atLeast } from '../report/Target.ts';
import { type Comparison, compareTimelines } from './compareTimelines.ts';
import { type Judgement, judgeTimeline, type Told } from './judgeTimeline.ts';
import type { LookAnswer, LookRequest } from './lookProcess.ts';
import { makeFilm } from './makeFilm.ts';
import { measurePlanning, type Planning } from './measurePlanning.ts';
import { type LookProcess, startLookProcess } from './startLookProcess.ts';
import { stillsOf } from './stillsOf.ts';

const FILM = { rate: 25, width: 1280, height: 720 };
/** Of the film: where the whole would take too long. */
const COMPARED_SECONDS = 2;

/** What one way of looking costs, for each frame that is decoded. */
export interface Way {
  what: LookRequest['frames'];
  frames: number;
  looked: number;
  /** Processor time a frame, in ms: of the process that looks, and of the one that decodes. */
  here: number;
  decoding: number;
  /** Frames in a second of processor time: what one core does. */
  aCore: number;
}

export interface VideoFigures extends Figures {
  film: { seconds: number; megabytes: number; chunks: number };
  /** Of this machine, in the minute before the film was looked at and in the last one of it. */
  load: [before: number, after: number];
  ways: Way[];
  /** Of the timelines, against what the film shows. */
  truth: { every: Judgement; auto: Judgement };
  /** Of the timeline of some frames, against that of every one. */
  auto: Comparison;
  /** Seconds for two chunks of 2 s, every frame: in one process one after the other, in two at once. */
  processes: { one: number; two: number };
  /** The most memory of a process and its decoder, in MB. */
  megabytes: number | undefined;
  /** Processor time a frame, every one, in ms; or why that engine was left out. */
  faceApi: { onnx: number; tfjsNode: number; tracks: [onnx: number, tfjsNode: number] } | { leftOut: string };
  planning: Planning;
}

/** @param seconds of the film; the ways of looking take turns at its chunks */
export async function measureVideo(seconds: number): Promise<VideoFigures> {
  const settings = readSettings({ ...process.env, THREADS: '1' });
  const finder = await openFinder(settings);
  progress('The film is made ...');
  const { stills, gallery } = await stillsOf(finder);
  const { frames, truth } = makeFilm(stills, { ...FILM, seconds });
  const bytes = await writeFilm(frames, { container: 'mp4', codec: 'h264', keyEvery: 50, bFrames: 2 });
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-bench-'));
  const path = join(folder, 'film.mp4');
  const processes: LookProcess[] = [];
  const start = async (environment: Record<string, string> = {}) => {
    processes.push(await startLookProcess(environment));
    return processes.at(-1)!;
  };
  try {
    await writeFile(path, bytes);
    const film = await probe({ bytes: bytes.length, read: async (from, to) => bytes.subarray(from, to) });
    const chunks = planChunks(film);
    const look = { path, film };
    const [one, other] = [await start(), await start()];
    const before = loadavg()[0]!;
    const answers = await inTurns(one, look, chunks);
    const [every, auto] = [
      await timeline(answers.every, finder, gallery),
      await timeline(answers.auto, finder, gallery),
    ];
    progress('Two processes ...');
    const speed = await measureProcesses(one, other, look);
    progress('The engine of face-api ...');
    const faceApi = await measureFaceApi(one, start, look);
    progress('An hour is planned ...');
    const ways = WAYS.map((what) => wayOf(what, answers[what]));
    const megabytes = answers.every.at(-1)!.megabytes;
    const load: VideoFigures['load'] = [before, loadavg()[0]!];
    const planning = await measurePlanning(makeFilm(stills, { ...FILM, seconds }), { ...FILM, seconds });
    return {
      film: { seconds: film.duration, megabytes: bytes.length / 1e6, chunks: chunks.length },
      ...{ load, ways, megabytes, faceApi, planning },
      truth: { every: judgeTimeline(every, truth, FILM.rate), auto: judgeTimeline(auto, truth, FILM.rate) },
      auto: compareTimelines(auto, every),
      processes: speed,
      targets: [
        atLeast({
          what: 'every frame of 720p a core, a second',
          value: ways.find(({ what }) => what === 'every')!.aCore,
          limit: 40,
          unit: '',
        }),
      ],
    };
  } finally {
    for (const started of processes) await started.stop();
    await rm(folder, { recursive: true });
  }
}

const WAYS = ['nothing', 'every', 'auto'] as const;
type Looking = { path: string; film: Film };

async function inTurns(looker: LookProcess, look: Looking, chunks: Chunk[]) {
  const answers: Record<LookRequest['frames'], LookAnswer[]> = { nothing: [], every: [], auto: [] };
  // What is compiled and read at first is no part of it.
  await looker.look({ ...look, chunk: { number: 0, from: 0, to: 1 }, frames: 'every' });
  for (const chunk of chunks) {
    progress(`Chunk ${chunk.number + 1} of ${chunks.length} ...`);
    for (const frames of WAYS) answers[frames].push(await looker.look({ ...look, chunk, frames }));
  }
  return answers;
}

function wayOf(what: LookRequest['frames'], answers: LookAnswer[]): Way {
  const total = (key: 'decoded' | 'looked' | 'here' | 'decoding') =>
    sum(answers.map((answer) => answer[key]));
  const frames = total('decoded');
  const [here, decoding] = [total('here') / frames, total('decoding') / frames];
  return { what, frames, looked: total('looked'), here, decoding, aCore: 1000 / (here + decoding) };
}

async function timeline(answers: LookAnswer[], finder: Finder, gallery: MemoryGallery): Promise<Told[]> {
  const tracks = joinChunks(
    answers.map(({ tracks }) => unpackTracks(tracks)),
    finder.match,
  );
  const named = await nameTracks(tracks, gallery, finder, readSettings());
  return tracks.map(({ from, to, path }, at) => {
    const { identity } = named[at]!;
    return { from, to, path, ...(identity.decision === 'matched' && { person: identity.person }) };
  });
}

/** In turns, and the best of three: whatever else the machine does makes them slower. */
async function measureProcesses(one: LookProcess, other: LookProcess, look: Looking) {
  const part = (number: number): Chunk => {
    const from = number * COMPARED_SECONDS;
    return { number, from, to: from + COMPARED_SECONDS };
  };
  const every = (looker: LookProcess, number: number) =>
    looker.look({ ...look, chunk: part(number), frames: 'every' });
  const timed = async (work: () => Promise<unknown>) => {
    const began = performance.now();
    await work();
    return (performance.now() - began) / 1000;
  };
  await every(other, 0);
  const best = { one: Number.POSITIVE_INFINITY, two: Number.POSITIVE_INFINITY };
  for (let round = 0; round < 3; round++) {
    const alone = await timed(async () => {
      await every(one, 0);
      await every(one, 1);
    });
    const both = await timed(() => Promise.all([every(one, 0), every(other, 1)]));
    best.one = Math.min(best.one, alone);
    best.two = Math.min(best.two, both);
  }
  return best;
}

/** One thread, and the same pipeline else: nothing but the networks is another's. */
const TFJS_NODE = {
  FACE_ENGINE: 'tfjs-node',
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  OMP_NUM_THREADS: '1',
};

async function measureFaceApi(
  onnx: LookProcess,
  start: (environment: Record<string, string>) => Promise<LookProcess>,
  look: Looking,
): Promise<VideoFigures['faceApi']> {
  const request = { ...look, chunk: { number: 0, from: 0, to: COMPARED_SECONDS }, frames: 'every' as const };
  try {
    const tfjsNode = await start(TFJS_NODE);
    await tfjsNode.look({ ...request, chunk: { number: 0, from: 0, to: 0.2 } });
    const [ours, theirs] = [await onnx.look(request), await tfjsNode.look(request)];
    const cost = (answer: LookAnswer) => 1000 / wayOf('every', [answer]).aCore;
    const tracks = ({ tracks }: LookAnswer) => unpackTracks(tracks).length;
    return { onnx: cost(ours), tfjsNode: cost(theirs), tracks: [tracks(ours), tracks(theirs)] };
  } catch (error) {
    if (error instanceof LeftOut) return { leftOut: error.message };
    throw error;
  }
}
