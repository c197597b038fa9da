import { ApiError, read } from '../api.ts';
import type { Photo, Status } from '../types.ts';
import { belongs, type Filter } from './Filter.ts';

/** Gives the next photos, each time older ones; undefined when there are none left. @throws ApiError */
type Pages = () => Promise<Photo[] | undefined>;

const AT_ONCE = 100;
/** Each is a request of its own, where only the sightings of somebody are listed. */
const OF_PERSON = 24;

export function openPages(filter: Filter): Pages {
  if (filter.person !== undefined) return pagesOfPerson(filter.person, filter);
  const statuses: Status[] = filter.show === 'all' ? ['analysed', 'enrolled', 'rejected'] : [filter.show];
  return merged(statuses.map((status) => openList(status)));
}

interface List {
  photos: Photo[];
  isOver: boolean;
  /** Reads until it has photos, or is over. */
  fill(): Promise<void>;
}

function openList(status: Status): List {
  let cursor: string | undefined;
  const list: List = {
    photos: [],
    isOver: false,
    async fill() {
      while (list.photos.length === 0 && !list.isOver) {
        const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const url = `/v1/images?status=${status}&limit=${AT_ONCE}${from}`;
        const page = await read<{ images: Photo[]; next?: string }>(url);
        list.photos.push(...page.images);
        cursor = page.next;
        list.isOver = cursor === undefined;
      }
    },
  };
  return list;
}

/** Several lists as one, newest first: what is given can only be followed by older ones of each. */
function merged(lists: List[]): Pages {
  return async () => {
    await Promise.all(lists.map((list) => list.fill()));
    const given: Photo[] = [];
    for (;;) {
      const open = lists.filter(({ photos, isOver }) => photos.length > 0 || !isOver);
      if (open.length === 0) return given.length > 0 ? given : undefined;
      // What comes next in one that has to be read on is not known.
      if (open.some(({ photos }) => photos.length === 0)) return given;
      const newest = open.reduce((a, b) => (isNewer(b.photos[0]!, a.photos[0]!, { show: 'all' }) ? b : a));
      given.push(newest.photos.shift()!);
    }
  };
}

/** The order of the list; by the key where two are of the same millisecond. */
export function isNewer(a: Photo, b: Photo, { person }: Filter): boolean {
  // Sightings are ordered by when a photo was taken.
  const timeOf = (photo: Photo) =>
    person !== undefined && 'takenAt' in photo ? photo.takenAt : photo.analysedAt;
  return timeOf(a) === timeOf(b) ? a.image > b.image : timeOf(a) > timeOf(b);
}

/** Each photo once, though somebody can be on it twice. */
function pagesOfPerson(person: string, filter: Filter): Pages {
  const seen = new Set<string>();
  let cursor: string | undefined;
  let isOver = false;
  return async () => {
    if (isOver) return undefined;
    const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const url = `/v1/people/${encodeURIComponent(person)}/sightings?limit=${OF_PERSON}${from}`;
    const page = await read<{ sightings: { image: string }[]; next?: string }>(url);
    const keys = [...new Set(page.sightings.map(({ image }) => image))].filter((key) => !seen.has(key));
    const photos = await Promise.all(keys.map(readPhoto));
    // Not before: where one of them cannot be read, all are asked for again.
    cursor = page.next;
    isOver = cursor === undefined;
    for (const key of keys) seen.add(key);
    return photos.filter((photo) => photo !== undefined).filter((photo) => belongs(photo, filter));
  };
}

/** Undefined where it is gone, or is to be looked at anew. @throws ApiError */
async function readPhoto(key: string): Promise<Photo | undefined> {
  try {
    const photo = await read<Photo | { status: 'queued' }>(`/v1/images/${encodeURIComponent(key)}`);
    return photo.status === 'queued' ? undefined : photo;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
