import type { AnalysedVideo, TrackItem } from '../ImageItem.ts';
import type { Store } from '../openStore.ts';
import { changeId } from '../record.ts';
import { fitTracks } from './fitTracks.ts';
import { putTracks } from './tracksFile.ts';

/**
 * Of JSON that the tracks of one video may have in its item: DynamoDB takes 400 KB, and beside them lie the people and the sightings of
 * the version before.
 */
const MOST_BYTES = 240_000;

type Without = Omit<AnalysedVideo, 'tracks' | 'trackCount' | 'people' | 'tracksLeftOut' | 'tracksAt'>;

/** What of a result is not about its tracks. */
export function withoutTracks(item: AnalysedVideo): Without {
  const { tracks, trackCount, people, tracksLeftOut, tracksAt, ...rest } = item;
  return rest;
}

/**
 * The result with its tracks. Where they are too many for an item, all of them are put into an object first, which is to be removed where
 * the item is not written after all.
 */
export async function withTracks(store: Store, item: Without, all: TrackItem[]): Promise<AnalysedVideo> {
  const tracks = fitTracks(all, MOST_BYTES);
  const people = peopleIn(all);
  const { image, etag } = item;
  const file = { version: '1' as const, image, etag, tracks: all };
  const tracksAt = tracks === all ? undefined : await putTracks(store, changeId(item), file);
  return {
    ...item,
    ...(people.size > 0 && { people }),
    trackCount: all.length,
    tracks,
    ...(tracks.length < all.length && { tracksLeftOut: all.length - tracks.length }),
    ...(tracksAt && { tracksAt }),
  };
}

/**
 * The result whose object with all tracks is gone, with other tracks in its item. It says still where that was and how many there were,
 * so that `verify` tells what is missing.
 */
export function withTracksLeft({ people: _, ...item }: AnalysedVideo, left: TrackItem[]): AnalysedVideo {
  const tracks = fitTracks(left, MOST_BYTES);
  const people = peopleIn(tracks);
  const tracksLeftOut = item.trackCount - tracks.length;
  return { ...item, ...(people.size > 0 && { people }), tracks, ...(tracksLeftOut > 0 && { tracksLeftOut }) };
}

const peopleIn = (tracks: TrackItem[]) => new Set(tracks.flatMap(({ person }) => person ?? []));
