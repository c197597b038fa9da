import { oneAtATime } from '../../oneAtATime.ts';
import type { Picture, Rect } from '../../Picture.ts';
import { cut, wholePixels } from '../cut.ts';
import type { Limits } from '../decode.ts';
import type { Photo } from '../Photo.ts';
import type { MadePicture, WantedPicture } from '../reducePicture.ts';
import { faultOf } from './faultOf.ts';
import type { Decoded, Size } from './messages.ts';
import type { ConfinedLimits } from './startConfined.ts';
import { type DecoderProcess, startDecoder } from './startDecoder.ts';
import { surely } from './surely.ts';

/** A photo whose rest the decoder's process holds. */
interface HeldPhoto extends Photo {
  /** No region of it will be asked for any more; should one be, the photo is decoded anew. */
  letGo(): void;
}

/** `decode` in a process of its own. */
export interface Decoder {
  /** The first process is there. @throws DecoderError where it cannot be started. */
  ready: Promise<void>;
  /**
   * As `decode` of faces/decode/decode.ts, one photo at a time.
   * @throws PhotoError also `too-slow`, `too-much-memory` or `breaks-decoder`; DecoderError where another try can succeed.
   */
  decode(bytes: Buffer, limits: Limits): Promise<HeldPhoto>;
  /**
   * `reducePhoto` of faces/decode/reducePicture.ts, or of pixels `reducePixels`; in turn with photos, and with the same errors.
   */
  picture(of: Buffer | Picture, wanted: WantedPicture): Promise<MadePicture>;
  /** Of the process that takes the next photo. */
  pid(): number;
  /** Ends the process; it ends by itself when this one does. */
  close(): Promise<void>;
}

interface Options extends ConfinedLimits {
  /** A process is there and takes requests. */
  onReady?(pid: number): void;
}

/**
 * Starts the process, which is kept from photo to photo, and replaced when it dies: a photo can take a decoder down
 * (libvips, libheif, and what they are made of, are native code or compute without a pause), or make it want more time
 * or memory than there is. `faultOf` says whose fault that is, of what happens in a fresh process too (`surely`).
 */
export function openDecoder({ onReady = () => {}, ...limits }: Options): Decoder {
  const start = (): DecoderProcess => {
    const started = startDecoder(limits);
    started.ready.then(
      () => onReady(started.pid),
      () => {},
    );
    return started;
  };
  const inTurn = oneAtATime();
  let current = start();
  let holds: object | undefined; // the photo that the current process holds
  const living = () => {
    if (!current.alive()) {
      holds = undefined;
      current = start();
    }
    return current;
  };

  const done = <T>(work: (child: DecoderProcess) => Promise<T>): Promise<T> =>
    surely(living, work, (error) => faultOf(error, limits));

  const decodeIn = async (child: DecoderProcess, bytes: Buffer, of: Limits): Promise<Decoded> => {
    const answer = await child.ask({ what: 'decode', bytes: bytes.length, limits: of }, { bytes });
    return (answer as { decoded: Decoded }).decoded;
  };

  return {
    ready: current.ready,
    pid: () => current.pid,
    close: () => current.end(),
    picture: (of, wanted) =>
      inTurn(() =>
        done(async (child) => {
          holds = undefined;
          const [bytes, pixels] = 'rgb' in of ? [of.rgb, { width: of.width, height: of.height }] : [of];
          const request = {
            what: 'picture' as const,
            bytes: bytes.length,
            ...(pixels && { pixels }),
            wanted,
          };
          const { picture } = (await child.ask(request, { bytes })) as { picture: Size & { bytes: number } };
          return { ...picture, bytes: child.pixels(picture.bytes) };
        }),
      ),
    decode(bytes, of) {
      const photo = {};
      return inTurn(() =>
        done(async (child) => {
          holds = undefined;
          const decoded = await decodeIn(child, bytes, of);
          holds = photo;
          const picture = pixelsOf(child, decoded.picture);
          return heldPhoto(decoded, picture, {
            region: (rect) =>
              inTurn(() =>
                done(async (again) => {
                  if (holds !== photo) await decodeIn(again, bytes, of);
                  holds = photo;
                  const answer = await again.ask({ what: 'region', rect });
                  return pixelsOf(again, (answer as { region: Size }).region);
                }),
              ),
            letGo() {
              if (holds !== photo) return;
              holds = undefined;
              current.tell({ what: 'letGo' });
            },
          });
        }),
      );
    },
  };
}

function pixelsOf(child: DecoderProcess, { width, height }: Size): Picture {
  return { width, height, rgb: child.pixels(width * height * 3) };
}

function heldPhoto(
  { format, width, height, takenAt, pixel }: Decoded,
  picture: Picture,
  { region, letGo }: Pick<HeldPhoto, 'region' | 'letGo'>,
): HeldPhoto {
  const whole = picture.width === width && picture.height === height;
  return {
    format,
    width,
    height,
    takenAt: takenAt === undefined ? undefined : new Date(takenAt),
    picture,
    inFull: (rect: Rect) => ({
      x: pixel.x + pixel.width * rect.x,
      y: pixel.y + pixel.height * rect.y,
      width: pixel.width * rect.width,
      height: pixel.height * rect.height,
    }),
    async region(rect) {
      const wanted = wholePixels(rect, { width, height });
      return whole ? cut(picture, wanted) : region(wanted);
    },
    letGo,
  };
}
