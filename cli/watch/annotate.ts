import { rename, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import sharp from 'sharp';
import type { Picture } from '../../faces/Picture.ts';
import type { Span } from '../../video/decode/spansOf.ts';
import type { Container, Film } from '../../video/Film.ts';
import { planChunks } from '../../video/planChunks.ts';
import type { VideoSource } from '../../video/VideoSource.ts';
import { openVideoDecoder, type VideoDecoder } from '../../video/worker/openVideoDecoder.ts';
import { writeFilmFile } from '../../video/writeFilmFile.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import type { ToldTrack } from './onScreen.ts';
import { openDrawing } from './openDrawing.ts';

const CONTAINERS: Record<string, Container> = { '.mp4': 'mp4', '.mov': 'mov', '.mkv': 'matroska' };

/** x264's `crf`: as good as the eye can tell from the film (x264 wiki, "Encode/H.264"). */
const QUALITY = 20;
/** Frames from one to the next that a player can jump to. */
const KEY_EVERY = 50;
/** Frames are counted where memory is short: here they go by one at a time. */
const ANY_NUMBER = 100_000_000;
/** Of the decoder: for a part of the film, and for frames of 8K. */
const LIMITS = { seconds: 3600, megabytes: 2000 };

/** @throws CommandError where no film can be written to a file of that name. */
export function containerOf(file: string): Container {
  const container = CONTAINERS[extname(file).toLowerCase()];
  if (container) return container;
  throw new CommandError(EXIT.usage, `--annotate is ${file}, but must end in .mp4, .mov or .mkv.`);
}

export interface Annotated {
  /** What of the film could not be decoded: the frame before stands there. */
  missing: Span[];
  /** The codec of its sound, where that could not go over. */
  withoutSound?: string;
}

/**
 * Writes a copy of the film in H.264, upright, with a frame and a name on each face that the tracks tell of; its frames are
 * shown at the same times, and its sound is the same, byte for byte. `file` appears when all of it is on the disk.
 * @param onTime the seconds of the film that are done, of how many
 * @throws VideoError, DecoderError; what the source throws
 */
export async function annotate(
  source: VideoSource,
  tracks: ToldTrack[],
  file: string,
  { signal, onTime }: { signal: AbortSignal; onTime(seconds: number, duration: number): void },
): Promise<Annotated> {
  const container = containerOf(file);
  const partial = `${file}.partial`;
  const decoder = openVideoDecoder(LIMITS);
  const missing: Span[] = [];
  try {
    await decoder.ready;
    const film = await decoder.probe(source);
    const draw = openDrawing(tracks);
    const drawn = async function* () {
      for await (const { time, picture } of allFrames(decoder, source, film, missing)) {
        signal.throwIfAborted();
        await draw(picture, time);
        onTime(time, film.duration);
        yield { time, picture };
      }
      onTime(film.duration, film.duration);
    };
    const options = {
      container,
      codec: 'h264' as const,
      keyEvery: KEY_EVERY,
      quality: QUALITY,
      threads: 0,
      ends: film.duration,
    };
    await rm(partial, { force: true });
    const sound = await writeFilmFile(partial, drawn(), options, source);
    await rename(partial, file);
    return { missing, ...('refused' in sound && { withoutSound: sound.refused }) };
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    await decoder.close();
  }
}

/** In the size that the first one has. */
async function* allFrames(decoder: VideoDecoder, source: VideoSource, film: Film, missing: Span[]) {
  const options = { frames: 'every' as const, within: film, maxFrames: ANY_NUMBER };
  let size: Picture | undefined;
  for (const chunk of planChunks(film))
    for await (const { time, picture } of decoder.decodeChunk(source, chunk, options, (spans) =>
      missing.push(...spans),
    )) {
      size ??= even(picture);
      yield { time, picture: sameSize(picture, size) ? picture : await fitted(picture, size) };
    }
}

/** Colours are encoded for two by two pixels. */
const even = ({ width, height, rgb }: Picture): Picture => ({
  width: Math.max(2, width & ~1),
  height: Math.max(2, height & ~1),
  rgb,
});

const sameSize = (one: Picture, other: Picture) => one.width === other.width && one.height === other.height;

async function fitted({ rgb, width, height }: Picture, to: Picture): Promise<Picture> {
  const from = sharp(rgb, { raw: { width, height, channels: 3 } });
  const data = await from.resize({ width: to.width, height: to.height, fit: 'fill' }).raw().toBuffer();
  return { width: to.width, height: to.height, rgb: data };
}
