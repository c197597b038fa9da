import type { Size } from '../decode/openScaler.ts';
import type { Span } from '../decode/spansOf.ts';
import type { ChunkOptions } from '../decodeChunk.ts';
import type { Film } from '../Film.ts';
import type { Chunk } from '../planChunks.ts';
import type { ProbeLimits } from '../probe.ts';
import type { VideoReason } from '../VideoError.ts';

/**
 * What the two processes say to each other, as faces/decode/worker/messages.ts. While the decoder's answers, it may want
 * bytes of the video, which lie in the exchange when it is told so. The pictures of a batch do when it is answered.
 */
export type Request =
  | { what: 'probe'; bytes: number; limits: ProbeLimits }
  | { what: 'begin'; bytes: number; chunk: Omit<Chunk, 'number'>; options: ChunkOptions }
  /** The next batch of the chunk that was begun. */
  | { what: 'goOn' }
  /** No more of it is wanted. */
  | { what: 'leave' }
  /** In the exchange, which the process asked for. */
  | { what: 'take'; bytes: number };

export interface Batch {
  frames: { time: number; picture: Size; large?: Size }[];
  /** With the last batch: what could not be decoded. */
  missing?: Span[];
}

export type Answer =
  | { wants: { start: number; end: number } }
  | { film: Film }
  | { batch: Batch }
  | { refused: { reason: VideoReason; message: string } }
  | { failed: string };
