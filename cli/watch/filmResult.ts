import type { AnalysedVideo, Rejected } from '../../store/ImageItem.ts';
import type { Result, Sent } from '../../store/resultOf.ts';
import { allTracks } from '../../store/results/allTracks.ts';
import { printable } from '../../terminal/printable.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import type { Connection } from '../connect.ts';
import { withNamesOfNow } from '../namesOfNow.ts';

/**
 * The result of a film with all of its tracks, also those for which its item has no room, by the names of now.
 * @throws CommandError where it is the result of a photo, or its tracks are not where the item says
 */
export async function filmResult(
  { store }: Connection,
  { key, etag }: Sent,
  result: Result,
): Promise<AnalysedVideo | Rejected> {
  const { pending: _, ...item } = result as Exclude<Result, { kind?: undefined; status: 'analysed' }>;
  if (item.status === 'rejected') return item as Rejected;
  if (result.status !== 'analysed' || result.kind !== 'video')
    throw new CommandError(
      EXIT.usage,
      `${printable(key)} is a photo. See who is in it with \`npx face-inbox who\`.`,
    );
  const all = await allTracks(store, result);
  if (!all || all.isLost || all.film.etag !== etag) throw without(result);
  const { pending: _outbox, tracksLeftOut: _none, ...rest } = all.film;
  return await withNamesOfNow(store, { ...rest, tracks: all.tracks });
}

function without({ image, tracksAt }: AnalysedVideo): CommandError {
  return new CommandError(
    EXIT.failed,
    `The tracks of ${printable(image)} are not at s3://${tracksAt?.bucket}/${tracksAt?.key}: the film was replaced or removed, ` +
      'or somebody has deleted them.\nTry again; if that does not help, drop it anew with --again.',
  );
}
