import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { getImage } from '../../store/images.ts';
import type { Sent } from '../../store/resultOf.ts';
import { printable } from '../../terminal/printable.ts';
import { sniffVideo } from '../../video/sniffVideo.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import type { Connection } from '../connect.ts';
import { headOf } from '../findPhotos.ts';
import { bytes } from '../formats.ts';
import { listBucket, unchanged } from '../inBucket.ts';
import { note } from '../print.ts';
import { showBytes } from '../progress.ts';
import { sendPhoto } from '../sendPhoto.ts';

/** Of a smaller film it is over soon. */
const SHOWN_FROM = 50_000_000;

/** As `drop` names it. */
export const keyOf = (file: string) => basename(resolve(file));

/** @throws CommandError where the file is no video; what reading it throws */
export async function checkFilm(file: string): Promise<void> {
  const { size } = await stat(file);
  if (size > 0 && sniffVideo(await headOf(file))) return;
  throw new CommandError(
    EXIT.failed,
    `${file} is no video (MP4, MOV, MKV or WebM). Drop a photo with \`npx face-inbox drop\`.`,
  );
}

/** Sends the film, unless it is there unchanged. */
export async function sendFilm(
  connection: Connection,
  { file, key }: { file: string; key: string },
  again: boolean,
  signal: AbortSignal,
): Promise<Sent> {
  const listing = await listBucket(connection, [key], signal);
  const known = again ? undefined : await unchanged({ file, key }, listing);
  if (known !== undefined) {
    note(`Already there: ${printable(key)}`);
    return { key, etag: known };
  }
  const before = listing.has(key) ? await getImage(connection.store, key) : undefined;
  const { size } = await stat(file);
  const progress = size > SHOWN_FROM ? showBytes(size, 'sent') : { more() {}, stop() {} };
  const sent = await sendPhoto(connection, { file, key }, signal, progress.more).finally(progress.stop);
  note(`Sent: ${printable(key)}, ${bytes(sent.bytes)}`);
  return { key, etag: sent.etag, before: before?.sequencer };
}
