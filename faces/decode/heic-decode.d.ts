declare module 'heic-decode' {
  /** One of a file's pictures: its upright size, and its pixels (RGBA) when asked for. */
  interface HeifImage {
    width: number;
    height: number;
    decode(): Promise<{ data: Uint8ClampedArray }>;
  }
  const heicDecode: {
    /** Lists all top-level pictures, in libheif's order, without decoding one. */
    all(input: { buffer: Uint8Array }): Promise<HeifImage[] & { dispose(): void }>;
  };
  export default heicDecode;
}
