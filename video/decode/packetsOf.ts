import type { Chunk } from '../planChunks.ts';

/** A stored frame: what a demuxer tells of it. */
export interface Stored {
  type: 'key' | 'delta';
  /** When it is shown, in seconds. */
  timestamp: number;
}

/** How packets are had, in the order in which they are decoded. */
export interface Packets<P extends Stored> {
  /** The last key frame that is shown at or before a time; undefined where there is none. */
  keyBefore(time: number): Promise<P | undefined>;
  first(): Promise<P | undefined>;
  after(packet: P): Promise<P | undefined>;
}

/**
 * The packets that a decoder needs for the frames of a chunk, in its order: from the key frame on that the chunk begins with
 * (or the one before, where the plan's is none), up to the last one that is shown within it.
 *
 * Frames can be stored after a key frame and be shown before it (open GOPs). Those after the chunk's own belong to the
 * chunk before, and cannot be decoded without what lies there: they are left out. Those after the next chunk's key frame
 * belong to this one: so that one is decoded here too, with them, and not shown. They follow it directly (ISO/IEC 23008-2,
 * 3.75: leading pictures precede all trailing ones in decoding order).
 */
export async function* packetsOf<P extends Stored>(
  packets: Packets<P>,
  { from, to = Number.POSITIVE_INFINITY }: Omit<Chunk, 'number'>,
): AsyncGenerator<P> {
  const start = (await packets.keyBefore(from)) ?? (await packets.first());
  if (!start) return;
  yield start;
  let packet = await packets.after(start);
  while (packet && packet.timestamp < start.timestamp) packet = await packets.after(packet);
  while (packet) {
    const next: P | undefined = await packets.after(packet);
    const ends = packet.timestamp >= to && packet.type === 'key';
    // The next chunk's key frame: only where frames of this one follow it.
    if (ends && !(next && next.timestamp < to)) return;
    yield packet;
    packet = next;
    if (!ends) continue;
    while (packet && packet.timestamp < to) {
      yield packet;
      packet = await packets.after(packet);
    }
    return;
  }
}
