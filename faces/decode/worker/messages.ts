import type { Socket } from 'node:net';
import type { Rect } from '../../Picture.ts';
import type { Limits } from '../decode.ts';
import type { Photo } from '../Photo.ts';
import type { Reason } from '../PhotoError.ts';

/**
 * What the two processes say to each other: lines of JSON, one request at a time, each answered but `letGo`. Files and
 * pixels go by way of the exchange, a file that both have open: it costs a copy into the page cache and one out of it, a
 * quarter of what a pipe takes for 8 MB, and a sixth of Node's own messages (docs/performance.md).
 */
export type Request =
  | { what: 'decode'; bytes: number; limits: Limits }
  /** Whole pixels of the photo that was decoded last. */
  | { what: 'region'; rect: Rect }
  | { what: 'letGo' };

export interface Size {
  width: number;
  height: number;
}

export interface Decoded extends Pick<Photo, 'format' | 'width' | 'height'> {
  /** ISO 8601. */
  takenAt?: string;
  picture: Size;
  /** Where the picture's first pixel lies in the photo in full: all that `inFull` does. */
  pixel: Rect;
}

export type Answer =
  | { ready: true }
  | { decoded: Decoded }
  | { region: Size }
  | { refused: { reason: Reason; message: string } }
  | { failed: string };

/** Where the two find what they share: descriptors of the child. */
export const LIFELINE = 0;
export const CHANNEL = 3;
export const EXCHANGE = 4;

export function tell(socket: Socket, message: Request | Answer): void {
  socket.write(`${JSON.stringify(message)}\n`);
}

export function hear<M extends Request | Answer>(socket: Socket, take: (message: M) => void): void {
  let begun = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (begun + text).split('\n');
    begun = lines.pop()!;
    for (const line of lines) take(JSON.parse(line) as M);
  });
}
