import { PhotoError } from '../../faces/decode/PhotoError.ts';
import type { PictureType } from '../../faces/decode/reducePicture.ts';
import { VideoError } from '../../video/VideoError.ts';
import type { Api } from '../Api.ts';
import { ProblemError } from '../ProblemError.ts';
import { photoProblem } from '../photos/photoProblem.ts';
import { readObject } from './readObject.ts';
import type { ToShow } from './whatToShow.ts';

/**
 * @throws ProblemError 404 where the object was replaced; 413 or 422 where it is no photo that can be decoded; 501 where it is
 * a film, and they cannot be decoded here
 */
export async function makePicture(
  key: string,
  { etag, bytes, part, time }: ToShow,
  { width, type }: { width: number; type: PictureType },
  { s3, settings, pictures }: Api,
): Promise<Buffer> {
  const { maxBytes, maxPixels, bucket } = settings;
  const version = { bucket, key, etag };
  const wanted = { width, type, maxPixels, ...(part && { part }) };
  try {
    if (time !== undefined) {
      const read = (start: number, end: number) => readObject(s3, version, { start, end: end - 1 });
      const frame = await pictures.frameAt({ bytes, read }, time, Math.ceil(width / (part?.width ?? 1)));
      return (await pictures.reduce(frame, wanted)).bytes;
    }
    if (bytes > maxBytes)
      throw new PhotoError('too-large', `The object has ${bytes} bytes; at most ${maxBytes} are read.`);
    return (await pictures.reduce(await readObject(s3, version), wanted)).bytes;
  } catch (error) {
    if (error instanceof PhotoError) throw photoProblem(error, bytes);
    if (error instanceof VideoError) throw noFrame(error);
    throw error;
  }
}

function noFrame({ reason, message }: VideoError): ProblemError {
  return new ProblemError(422, {
    code: reason,
    detail: message,
    value: null,
    rule: 'A film must be one that can be decoded.',
    remedy: 'The detail says what to do.',
  });
}
