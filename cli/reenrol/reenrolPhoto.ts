import { PhotoError } from '../../faces/decode/PhotoError.ts';
import { readObject } from '../../people/readObject.ts';
import { getImage } from '../../store/images.ts';
import { pack } from '../../store/people.ts';
import { addDescriptor } from '../../store/spaces.ts';
import { EXIT, type ExitCode } from '../CommandError.ts';
import type { Connection } from '../connect.ts';
import type { Describer } from './openDescriber.ts';
import type { EnrolledPhoto } from './survey.ts';

/** Why a photo keeps answering in the spaces that it had. */
export interface Refusal {
  reason: string;
  message: string;
  /** What the command ends with on its account. */
  exit: ExitCode;
}

export const CHANGED: Refusal = {
  reason: 'changed',
  message:
    'It is not the photo that was enrolled any more: it was replaced or removed, and the inbox has not worked on ' +
    'that yet. Run the command again in a moment; if it stays so, drop the photo again or remove it.',
  exit: EXIT.failed,
};

const NO_PHOTO: Refusal = {
  reason: 'descriptor',
  message:
    'Only a descriptor is kept of it, from elsewhere, and no photo that could be described again. It stays in force ' +
    'where its own space is matched; enrol a photo to have this person known in another.',
  exit: EXIT.done,
};

/**
 * Describes one enrolled photo in the describer's space, from the very object that enrolled it.
 * @returns the bytes that were read, or why it was left as it is.
 */
export async function reenrolPhoto(
  connection: Connection,
  describer: Describer,
  { person, photo, sequencer, box }: EnrolledPhoto,
  signal: AbortSignal,
): Promise<{ bytes: number } | Refusal> {
  const image = await getImage(connection.store, photo);
  if (image?.status !== 'enrolled' || image.sequencer !== sequencer) return CHANGED;
  if (image.format === 'descriptor') return NO_PHOTO;
  const bytes = await readObject(connection, photo, image.etag, signal);
  if (!bytes) return CHANGED;
  try {
    const descriptor = pack(await describer.describe(bytes, box!));
    const { engine, space } = describer;
    const added = await addDescriptor(connection.store, { person, photo, sequencer }, space, {
      descriptor,
      engine,
    });
    return added ? { bytes: bytes.length } : CHANGED;
  } catch (error) {
    if (!(error instanceof PhotoError)) throw error;
    return { reason: error.reason, message: error.message, exit: EXIT.rejected };
  }
}
