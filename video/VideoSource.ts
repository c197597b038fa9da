/** Where the bytes of a video are had from: an object, a file, or memory. Nothing but these bytes is ever read. */
export interface VideoSource {
  /** Length of the whole. */
  bytes: number;
  /** The bytes from `start` up to `end`, which is not beyond the whole: all of them, or it fails. */
  read(start: number, end: number): Promise<Uint8Array>;
}
