import type { MadePicture, WantedPicture } from '../../faces/decode/reducePicture.ts';
import type { Picture } from '../../faces/Picture.ts';
import type { VideoSource } from '../../video/VideoSource.ts';

interface Kept {
  /** Whose picture it is. */
  image: string;
  /** Tells it from every other of that image, of whatever version. */
  name: string;
  make(): Promise<Buffer>;
  /** Whether what it is of is still there: asked once it is kept, which it is not to be for longer. */
  stands(): Promise<boolean>;
}

/** What makes pictures, and keeps them for a while. */
export interface Pictures {
  /** The picture that is kept, or what `make` gives. Of several who ask for one at the same time one makes it. */
  have(of: Kept): Promise<Buffer>;
  /** As `Decoder.picture`: of a photo, or of pixels. */
  reduce(of: Buffer | Picture, wanted: WantedPicture): Promise<MadePicture>;
  /**
   * The frame of a film that is on the screen at that time, at most so wide.
   * @throws ProblemError 501 where films cannot be decoded here; VideoError
   */
  frameAt(source: VideoSource, time: number, width: number): Promise<Picture>;
}
