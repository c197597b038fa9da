import type { AnalysedVideo } from '../../store/ImageItem.ts';
import { openObject } from '../../store/openObject.ts';
import { clock } from '../../terminal/clock.ts';
import { printable } from '../../terminal/printable.ts';
import type { Connection } from '../connect.ts';
import { counted } from '../formats.ts';
import { note } from '../print.ts';
import { showAmount } from '../progress.ts';
import { annotate } from './annotate.ts';
import { openFileSource } from './fileSource.ts';

/** Writes the copy with frames and names, of the file that was dropped, or else of the very object; and says what it lacks. */
export async function writeAnnotated(
  { s3, settings }: Connection,
  film: AnalysedVideo,
  { file, target }: { file?: string; target: string },
  signal: AbortSignal,
): Promise<void> {
  const object = { bucket: settings.bucket, key: film.image, etag: film.etag, bytes: film.bytes };
  const own = file === undefined ? undefined : await openFileSource(file);
  const source = own?.bytes === film.bytes ? own : openObject(s3, object);
  const progress = showAmount(film.duration, 'drawn', (seconds) => clock(seconds, 0));
  let done = 0;
  const onTime = (seconds: number) => {
    progress.more(seconds - done);
    done = seconds;
  };
  try {
    const { missing, withoutSound } = await annotate(source, film.tracks, target, { signal, onTime });
    note(`Annotated: ${printable(target)}`);
    if (withoutSound !== undefined)
      note(
        `It has no sound: ${printable(withoutSound)} cannot go over as it is. Name a file that ends in .mkv.`,
      );
    if (missing.length > 0)
      note(`${counted(missing.length, 'part')} of it could not be decoded: the frame before stands there.`);
  } finally {
    progress.stop();
    await own?.close();
  }
}
