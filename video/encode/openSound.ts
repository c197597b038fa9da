import {
  CustomSource,
  EncodedPacketSink,
  Input,
  MATROSKA,
  MP4,
  type OutputFormat,
  QTFF,
  WEBM,
} from 'mediabunny';
import { cachedSource } from '../demux/cachedSource.ts';
import type { VideoSource } from '../VideoSource.ts';
import type { Sound } from './muxFilm.ts';

/** The sound of a film; or that it has none, or the codec that cannot go over, as its container names it. */
export type FoundSound = (Sound & { close(): void }) | { none: true } | { refused: string };

/**
 * The first track of sound, packet by packet and not decoded.
 * @throws what the source throws, and Error where the film cannot be read
 */
export async function openSound(source: VideoSource, format: OutputFormat): Promise<FoundSound> {
  const cached = cachedSource(source);
  const input = new Input({
    formats: [MP4, QTFF, MATROSKA, WEBM],
    source: new CustomSource({ getSize: () => cached.bytes, read: cached.read, maxCacheSize: 0 }),
  });
  try {
    const track = (await input.getAudioTracks())[0];
    if (!track) return leave(input, { none: true });
    const codec = await track.getCodec();
    const config = await track.getDecoderConfig();
    if (!codec || !config || !format.getSupportedCodecs().includes(codec))
      return leave(input, { refused: codec ?? String(await track.getInternalCodecId()) });
    const packets = new EncodedPacketSink(track).packets();
    return { codec, config, packets, close: () => input.dispose() };
  } catch (error) {
    input.dispose();
    throw cached.failure() ?? error;
  }
}

function leave<T>(input: Input, found: T): T {
  input.dispose();
  return found;
}
