import { progress } from '../bench/report/options.ts';
import { readSettings } from '../config/settings.ts';
import { processorSeconds } from '../faces/decode/worker/processorSeconds.ts';
import { openFinder } from '../faces/Finder.ts';
import { MemoryGallery } from '../faces/match/MemoryGallery.ts';
import { analyseChunk, decodeOptions } from '../video/analyse/analyseChunk.ts';
import type { ChunkTrack } from '../video/analyse/ChunkTrack.ts';
import { joinChunks } from '../video/analyse/joinChunks.ts';
import { nameTracks } from '../video/analyse/nameTracks.ts';
import { packTracks } from '../video/analyse/packTracks.ts';
import type { Chunk } from '../video/planChunks.ts';
import { planChunks } from '../video/planChunks.ts';
import type { VideoSource } from '../video/VideoSource.ts';
import { openVideoDecoder } from '../video/worker/openVideoDecoder.ts';
import type { Times } from './World.ts';

/** Of a film that was looked at here, in seconds: what does not depend on where that is done. */
export interface Measured
  extends Pick<Times, 'decode' | 'look' | 'chunk' | 'plan' | 'assemble' | 'assembleChunk' | 'row'> {
  /** How long it took to look at all chunks, and the processor time of that. */
  took?: number;
  work?: number;
}

/** Frames that are looked at before anything is measured. */
const WARM_UP = 20;

/**
 * Looks at all chunks of a film, one after the other and with one thread, and takes the processor's time.
 * @param seconds of a chunk
 */
export async function measureTimes(
  film: Buffer,
  frames: 'every' | 'auto',
  seconds: number,
): Promise<Measured> {
  const settings = { ...readSettings({ ...process.env, THREADS: '1' }), videoFrames: frames };
  const finder = await openFinder(settings);
  const source: VideoSource = {
    bytes: film.length,
    read: async (start, end) => film.subarray(start, end),
  };
  const decoder = openVideoDecoder({ seconds: 3600, megabytes: 2000 });
  const used = () => {
    const { user, system } = process.cpuUsage();
    return { here: (user + system) / 1e6, there: processorSeconds(decoder.pid()) ?? 0 };
  };
  try {
    await decoder.ready;
    const about = await decoder.probe(source);
    const chunks = planChunks(about, seconds);
    const options = decodeOptions(settings, about);
    const look = (chunk: Omit<Chunk, 'number'>) =>
      analyseChunk(decoder.decodeChunk(source, chunk, options), about, finder, { frames, settings });
    await look({ from: 0, to: WARM_UP / (about.frameRate ?? 25) });

    const planning = used();
    await decoder.probe(source);
    const planned = used();
    const plan = planned.here + planned.there - planning.here - planning.there;

    const opening = used();
    for (const chunk of chunks)
      for await (const _ of decoder.decodeChunk(source, chunk, { frames: 'every', within: about })) break;
    const opened = used();
    const chunk = (opened.here + opened.there - opening.here - opening.there) / chunks.length;

    const before = used();
    const began = performance.now();
    const tracks: ChunkTrack[][] = [];
    let decoded = 0;
    for (const each of chunks) {
      progress(`Chunk ${each.number + 1} of ${chunks.length} ...`);
      const found = await look(each);
      decoded += found.decoded;
      tracks.push(found.tracks);
    }
    const after = used();
    const took = (performance.now() - began) / 1000;
    const row = tracks.reduce((sum, each) => sum + packTracks(each).length, 0) / chunks.length;

    const joining = used();
    await nameTracks(joinChunks(tracks, finder.match), new MemoryGallery(finder.space), finder, settings);
    const joined = used();
    return {
      decode: Math.max(0, (after.there - before.there - chunks.length * chunk) / decoded),
      look: (after.here - before.here) / decoded,
      ...{ chunk, plan, row, assemble: 0, took },
      work: after.here + after.there - before.here - before.there,
      assembleChunk: (joined.here - joining.here) / chunks.length,
    };
  } finally {
    await decoder.close();
  }
}
