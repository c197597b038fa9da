/** Looks at chunks of a film, as the function does, in a process of its own. Speaks with startLookProcess.ts. */
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { readSettings } from '../../config/settings.ts';
import { processorSeconds } from '../../faces/decode/worker/processorSeconds.ts';
import { openFinder } from '../../faces/Finder.ts';
import { analyseChunk, decodeOptions } from '../../video/analyse/analyseChunk.ts';
import { packTracks } from '../../video/analyse/packTracks.ts';
import type { Film } from '../../video/Film.ts';
import type { Chunk } from '../../video/planChunks.ts';
import { openVideoDecoder } from '../../video/worker/openVideoDecoder.ts';

export interface LookRequest {
  path: string;
  film: Film;
  chunk: Chunk;
  /** `nothing`: it is decoded alone. */
  frames: 'auto' | 'every' | 'nothing';
}

export interface LookAnswer {
  /** As `packTracks` has them. */
  tracks: Uint8Array;
  looked: number;
  decoded: number;
  /** Processor time in milliseconds: of this process, and of the one that decodes. */
  here: number;
  decoding: number;
  ms: number;
  /** The most memory that the two have had, in MB; undefined where there is no /proc. */
  megabytes: number | undefined;
}

/** The first message; or why the engine cannot run here. */
export type Opened = 'ready' | { leftOut: string };

const settings = readSettings();
const finder = await openFinder(settings).catch((error: Error) => {
  if (error.name !== 'EngineError') throw error;
  process.send!({ leftOut: error.message } satisfies Opened, () => process.disconnect());
});
if (finder) {
  const decoder = openVideoDecoder({ seconds: 3600, megabytes: 2000 });
  await decoder.ready;

  const look = async ({ path, film, chunk, frames }: LookRequest): Promise<LookAnswer> => {
    await using file = await open(path);
    const source = {
      bytes: (await file.stat()).size,
      async read(start: number, end: number) {
        const bytes = Buffer.allocUnsafe(end - start);
        await file.read(bytes, 0, bytes.length, start);
        return bytes;
      },
    };
    const which = frames === 'nothing' ? 'every' : frames;
    const options = decodeOptions({ ...settings, videoFrames: which }, film);
    const [began, before] = [performance.now(), used()];
    const decodedFrames = decoder.decodeChunk(source, chunk, options);
    const found =
      frames === 'nothing'
        ? { tracks: [], looked: 0, decoded: await countOf(decodedFrames) }
        : await analyseChunk(decodedFrames, film, finder, { frames: which, settings });
    const after = used();
    return {
      ...found,
      tracks: packTracks(found.tracks),
      here: after.here - before.here,
      decoding: after.decoding - before.decoding,
      ms: performance.now() - began,
      megabytes: [process.pid, decoder.pid()]
        .map(peakOf)
        .reduce((sum, one) => (sum && one ? sum + one : undefined)),
    };
  };
  const used = () => {
    const { user, system } = process.cpuUsage();
    return { here: (user + system) / 1000, decoding: 1000 * (processorSeconds(decoder.pid()) ?? 0) };
  };
  process.on('message', async (request: LookRequest) => process.send!(await look(request)));
  process.send!('ready' satisfies Opened);
}

async function countOf(frames: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of frames) count++;
  return count;
}

/** VmHWM, in units of 2^20 bytes. */
function peakOf(pid: number): number | undefined {
  try {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return peak === undefined ? undefined : Number(peak) / 1024;
  } catch {
    return undefined;
  }
}
