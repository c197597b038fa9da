import type { AnalysedVideo, TrackItem } from '../ImageItem.ts';
import { getImage } from '../images.ts';
import type { Store } from '../openStore.ts';
import { readIfThere } from './tracksFile.ts';

export interface AllTracks {
  /** Whose tracks they are: the result that was given, or the one that has taken its place meanwhile. */
  film: AnalysedVideo;
  /** All that were found, with their paths; where their object is lost, those that the item has. */
  tracks: TrackItem[];
  /** The item names an object that is not there: somebody has deleted it. */
  isLost: boolean;
}

/** All tracks of a film. Undefined where no result of a film is at its key any more. */
export async function allTracks(store: Store, film: AnalysedVideo): Promise<AllTracks | undefined> {
  for (let known = film; ; ) {
    if (!known.tracksAt) return { film: known, tracks: known.tracks, isLost: false };
    const file = await readIfThere(store, known.tracksAt);
    if (file) return { film: known, tracks: file.tracks, isLost: false };
    // It goes after the item has: of one that is another by now, it is looked for where that one says.
    const now = await getImage(store, film.image);
    if (now?.status !== 'analysed' || now.kind !== 'video') return undefined;
    if (now.tracksAt?.key === known.tracksAt.key) return { film: known, tracks: known.tracks, isLost: true };
    known = now;
  }
}
