declare module 'heic-decode' {
  /** Decodes the primary picture, upright, to RGBA. */
  export default function decode(input: {
    buffer: ArrayBufferLike;
  }): Promise<{ width: number; height: number; data: Uint8ClampedArray }>;
}
