import {
  CustomSource,
  EncodedPacketSink,
  Input,
  type InputVideoTrack,
  Logging,
  LogLevel,
  MATROSKA,
  MP4,
  QTFF,
  WEBM,
} from 'mediabunny';
import type { Codec, Container } from '../Film.ts';
import { SNIFFED, sniffVideo } from '../sniffVideo.ts';
import { VideoError } from '../VideoError.ts';
import type { VideoSource } from '../VideoSource.ts';
import { cachedSource } from './cachedSource.ts';
import { damaged } from './damaged.ts';
import { refersElsewhere } from './isoBoxes.ts';
import { type MatroskaHead, readMatroskaHead } from './matroska.ts';

/** A video whose packets can be read; nothing of it is decoded. */
export interface OpenFilm {
  container: Container;
  codec: Codec;
  track: InputVideoTrack;
  /** Gives the track's packets, by time or one after the other. */
  packets: EncodedPacketSink;
  /** Of Matroska and WebM. */
  matroska?: MatroskaHead;
  /** Whether the source could not be read: then nothing can be said of the video. */
  failed(): boolean;
  /** What a failure at reading means. @throws VideoError `damaged`, or why the source could not be read. */
  damaged(cause: unknown): never;
  close(): void;
}

/** As the demuxer names them. */
const CODECS: Record<string, Codec> = { avc: 'h264', hevc: 'h265', vp8: 'vp8', vp9: 'vp9', av1: 'av1' };

/** What it has to say besides goes nowhere: what a file is wrong in shows in what can be read of it. */
Logging.level = LogLevel.Silent;

/**
 * Opens the first video track.
 *
 * The demuxer is JavaScript, and is given ranges of the one source to read and nothing else: playlists (HLS, DASH) and lists
 * of files are no formats that it is told of, and there is no way from a file's content to an address or another file.
 * @throws VideoError `empty`, `not-a-video`, `no-video`, `damaged`, `unsupported-codec`, `encrypted`, `external-data`.
 */
export async function openFilm(source: VideoSource): Promise<OpenFilm> {
  if (source.bytes === 0)
    throw new VideoError(
      'empty',
      'The object has 0 bytes. Drop the video again; its upload may have failed.',
    );
  const cached = cachedSource(source);
  const first = Buffer.from(await cached.read(0, Math.min(SNIFFED, source.bytes)));
  const container = sniffVideo(first);
  if (!container)
    throw new VideoError(
      'not-a-video',
      `The object begins with the bytes ${first.toString('hex', 0, 8)}, which are no video's. Use MP4, MOV, MKV or WebM.`,
    );
  const input = new Input({
    formats: [MP4, QTFF, MATROSKA, WEBM],
    source: new CustomSource({ getSize: () => cached.bytes, read: cached.read, maxCacheSize: 0 }),
  });
  const failed = () => cached.failure() !== undefined;
  const broken = (cause: unknown): never => damaged(cached.failure() ?? cause, failed());
  try {
    const iso = container === 'mp4' || container === 'mov';
    const matroska = iso ? undefined : await readMatroskaHead(cached).catch(broken);
    if (matroska?.encrypted) throw encrypted('its ContentEncryption says so');
    if (iso && (await refersElsewhere(cached).catch(broken)))
      throw new VideoError(
        'external-data',
        'The video has its frames in another file (a data reference), which is never opened. ' +
          'Export it as one file that has all in it.',
      );
    const tracks = await input.getVideoTracks().catch(broken);
    const track = tracks[0];
    if (!track) throw await withoutVideo(input).catch(broken);
    return {
      container,
      codec: await codecOf(track),
      track,
      packets: new EncodedPacketSink(track),
      ...(matroska && { matroska }),
      failed,
      damaged: broken,
      close: () => input.dispose(),
    };
  } catch (error) {
    input.dispose();
    throw error;
  }
}

const encrypted = (detail: string) =>
  new VideoError('encrypted', `The video is encrypted (${detail}). Drop it without copy protection.`);

async function codecOf(track: InputVideoTrack): Promise<Codec> {
  const id = String(await track.getInternalCodecId());
  // The sample entries of protected tracks (ISO/IEC 14496-12, 8.12; `drmi` is FairPlay's).
  if (/^(encv|drmi)$/.test(id)) throw encrypted(`its frames are ${JSON.stringify(id)}`);
  const codec = CODECS[(await track.getCodec()) ?? ''];
  if (codec) return codec;
  throw new VideoError(
    'unsupported-codec',
    `The video's codec is ${JSON.stringify(id)}, which is not read. Use H.264, H.265, VP8, VP9 or AV1.`,
  );
}

async function withoutVideo(input: Input): Promise<VideoError> {
  const others = await input.getTracks();
  if (others.length > 0)
    return new VideoError(
      'no-video',
      `The file has ${others.length} tracks, but none of video that can be told. Drop a file with a video in it.`,
    );
  return new VideoError(
    'damaged',
    'The video has no track: its index is missing. It is cut short or broken: drop it again from its source.',
  );
}
