import { gunzipSync, gzipSync } from 'node:zlib';
import type { Border, ChunkTrack, Edge } from './ChunkTrack.ts';

/** As it is written: bytes in base64. */
interface Packed extends Omit<ChunkTrack, 'first' | 'last' | 'best'> {
  first: PackedBorder;
  last: PackedBorder;
  best: Omit<ChunkTrack['best'], 'descriptor'> & { descriptor?: string };
}

type PackedBorder = Omit<Border, 'edge'> & { edge?: Omit<Edge, 'view'> & { view: string } };

/** A chunk's tracks as bytes. Descriptors are kept to the last bit: float32, little-endian. */
export function packTracks(tracks: ChunkTrack[]): Uint8Array {
  const packed = tracks.map(({ first, last, best: { descriptor, ...best }, ...track }): Packed => {
    return {
      ...track,
      first: packBorder(first),
      last: packBorder(last),
      best: { ...best, ...(descriptor && { descriptor: base64(descriptor) }) },
    };
  });
  return gzipSync(JSON.stringify(packed));
}

/** @throws Error where the bytes are not of `packTracks`. */
export function unpackTracks(bytes: Uint8Array): ChunkTrack[] {
  const packed = JSON.parse(gunzipSync(bytes).toString()) as Packed[];
  return packed.map(({ first, last, best: { descriptor, ...best }, ...track }) => ({
    ...track,
    first: unpackBorder(first),
    last: unpackBorder(last),
    best: { ...best, ...(descriptor && { descriptor: floats(descriptor) }) },
  }));
}

const packBorder = ({ edge, ...border }: Border): PackedBorder => ({
  ...border,
  ...(edge && { edge: { ...edge, view: Buffer.from(edge.view).toString('base64') } }),
});

const unpackBorder = ({ edge, ...border }: PackedBorder): Border => ({
  ...border,
  ...(edge && { edge: { ...edge, view: Uint8Array.from(Buffer.from(edge.view, 'base64')) } }),
});

const base64 = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

/** A copy: what Buffer gives does not begin at a whole number. */
const floats = (text: string) => new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
