import { readFile } from 'node:fs/promises';
import { readSettings } from '../../config/settings.ts';
import { decode } from '../../faces/decode/decode.ts';
import { processorSeconds } from '../../faces/decode/worker/processorSeconds.ts';
import { wholeLooks } from '../../faces/detect/wholeLooks.ts';
import { type Finder, openFinder } from '../../faces/Finder.ts';
import { findFaces } from '../../faces/findFaces.ts';
import type { VideoFrame } from '../../video/decodeChunk.ts';
import { lookCloser } from '../../video/lookCloser.ts';
import { type Chunk, planChunks } from '../../video/planChunks.ts';
import { type Looked, type Seen, type Track, trackFaces } from '../../video/track.ts';
import type { VideoSource } from '../../video/VideoSource.ts';
import { openVideoDecoder, type VideoDecoder } from '../../video/worker/openVideoDecoder.ts';
import { writeFilm } from '../../video/writeFilm.ts';
import { samplePhotos } from '../engine/samplePhotos.ts';
import { progress } from '../report/options.ts';
import type { Figures } from '../report/publish.ts';
import { atLeast } from '../report/Target.ts';
import { type Comparison, compareTracks } from './compareTracks.ts';
import { makeFilm, type Shown, type Still } from './makeFilm.ts';

const FILM = { rate: 25, width: 1280, height: 720 };
/** What the detector looks at. */
const WITHIN = { width: 512, height: 512 };
/** Frames a second that `auto` looks at in any case. */
const SAMPLED = 5;
const TRACKING = { limit: 0.55, patience: 0.4 };

interface Way {
  what: string;
  frames: number;
  /** Processor time a frame, in ms: this process, and the one that decodes. */
  here: number;
  decoding: number;
  /** Frames in a second of processor time: what one core does. */
  aCore: number;
}

export interface VideoFigures extends Figures {
  film: { seconds: number; megabytes: number; shown: number };
  ways: Way[];
  /** Frames that `auto` looked at, of all. */
  looks: number;
  auto: Comparison;
  truth: Comparison;
}

/** @param seconds of the film; both ways of looking take turns at its chunks */
export async function measureVideo(seconds: number): Promise<VideoFigures> {
  const finder = await openFinder(readSettings({ ...process.env, THREADS: '1' }));
  progress('The film is made ...');
  const { frames, truth } = makeFilm(await stills(finder), { ...FILM, seconds });
  const bytes = await writeFilm(frames, { container: 'mp4', codec: 'h264', keyEvery: 50, bFrames: 2 });
  const source = {
    bytes: bytes.length,
    read: async (start: number, end: number) => bytes.subarray(start, end),
  };
  const decoder = openVideoDecoder({ seconds: 600, megabytes: 2000 });
  try {
    await decoder.ready;
    const film = await decoder.probe(source);
    const measured = await measureWays(decoder, source, planChunks(film), finder);
    const { every, auto, looks, ways } = measured;
    const core = ways.find(({ what }) => what === EVERY)!.aCore;
    return {
      film: { seconds: film.duration, megabytes: bytes.length / 1e6, shown: truth.length },
      ways,
      looks,
      auto: compareTracks(auto, every),
      truth: compareTracks(every, truth.map(asTrack)),
      targets: [atLeast({ what: 'every frame of 720p a core, a second', value: core, limit: 40, unit: '' })],
    };
  } finally {
    await decoder.close();
  }
}

const DECODED = 'decoded';
const EVERY = 'every frame: decoded and looked at';
const AUTO = 'auto: decoded, some looked at';

async function measureWays(decoder: VideoDecoder, source: VideoSource, chunks: Chunk[], finder: Finder) {
  const look = async ({ picture }: VideoFrame): Promise<Seen[]> =>
    wholeLooks(picture, finder.engine).asFaceApi(finder.looks.minScore);
  const every: Looked[] = [];
  const auto: Looked[] = [];
  const sums = new Map<string, Omit<Way, 'what' | 'aCore'>>();
  const frames = (chunk: Chunk) => decoder.decodeChunk(source, chunk, { frames: 'every', within: WITHIN });
  const work: [string, (chunk: Chunk) => Promise<number>][] = [
    [DECODED, async (chunk) => (await all(frames(chunk))).length],
    [
      EVERY,
      async (chunk) => {
        let seen = 0;
        for await (const frame of frames(chunk)) {
          every.push({ time: frame.time, faces: await look(frame) });
          seen++;
        }
        return seen;
      },
    ],
    [
      AUTO,
      async (chunk) => {
        let seen = 0;
        async function* counted() {
          for await (const frame of frames(chunk)) {
            seen++;
            yield frame;
          }
        }
        for await (const { time, faces } of lookCloser(counted(), look, {
          rate: SAMPLED,
          limit: TRACKING.limit,
        }))
          auto.push({ time, faces });
        return seen;
      },
    ],
  ];
  for (const chunk of chunks) {
    progress(`Chunk ${chunk.number + 1} of ${chunks.length} ...`);
    for (const [what, doIt] of work) {
      const [here, there] = [process.cpuUsage(), processorSeconds(decoder.pid()) ?? 0];
      const seen = await doIt(chunk);
      const { user, system } = process.cpuUsage(here);
      const sum = sums.get(what) ?? { frames: 0, here: 0, decoding: 0 };
      sums.set(what, {
        frames: sum.frames + seen,
        here: sum.here + (user + system) / 1000,
        decoding: sum.decoding + ((processorSeconds(decoder.pid()) ?? 0) - there) * 1000,
      });
    }
  }
  const ways = [...sums].map(([what, { frames, here, decoding }]): Way => {
    return {
      what,
      frames,
      here: here / frames,
      decoding: decoding / frames,
      aCore: (1000 * frames) / (here + decoding),
    };
  });
  return {
    ways,
    looks: auto.length,
    every: trackFaces(every, TRACKING),
    auto: trackFaces(auto, TRACKING),
  };
}

async function all<T>(of: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of of) list.push(one);
  return list;
}

/** The sample photos, each with the faces that are found in it at its full size. */
async function stills(finder: Finder): Promise<Still[]> {
  const { maxPixels } = readSettings();
  const made: Still[] = [];
  for (const { name, path } of await samplePhotos()) {
    const photo = await decode(await readFile(path), { maxPixels });
    const { faces } = await findFaces(photo, finder);
    made.push({
      picture: photo.picture,
      faces: faces.map(({ box }, number) => ({ who: `${name}, face ${number + 1}`, box })),
    });
  }
  return made;
}

/** Without a place: what is true is told of names. */
function asTrack({ from, to }: Shown): Pick<Track, 'from' | 'to'> {
  return { from, to: to - 1 / FILM.rate };
}
