import pMap from 'p-map';
import { type Candidate, type Described, euclidean, type Gallery, mustBeOf } from '../faces/match/Gallery.ts';
import { getAll } from '../store/audit/getAll.ts';
import type { Store } from '../store/openStore.ts';
import { type PersonItem, unpack } from '../store/people.ts';
import { galleryOf } from '../store/vectors/indexed.ts';
import { type Found, searchVectors } from '../store/vectors/searchVectors.ts';

/** Faces of one photo that are searched for at once. */
const AT_ONCE = 8;
/**
 * The index computes in 32 bits, somehow, of the same numbers: distances that differ by less than this part of themselves (of
 * 1 below 1) may be the other way round. Far more than rounding can do, and few photos are so near each other.
 */
const SLACK = 0.001;
const ROW = ['person', 'photo', 'space', 'descriptor'];

type Row = Pick<PersonItem, 'person' | 'photo' | 'space' | 'descriptor'>;

/**
 * Who is enrolled, searched by DynamoDB's own vector index. The index names photos, the table tells of those in question what
 * they are now: each distance is computed from the row's descriptor, and who was removed is nobody's neighbour any more, also
 * while the index still names them. It is approximate, and gives 100 photos at most: of a person whose photos are all
 * of these, the others around the face are not seen.
 */
export function vectorGallery(store: Store, collection: string, space: string, size: number): Gallery {
  const gallery = galleryOf(collection, space);
  const nearestTo = async (face: Described, most: number): Promise<Candidate[]> => {
    const found = await searchVectors(store, gallery, face.descriptor);
    const chosen = inQuestion(found, most);
    const rows = await rowsOf(store, chosen);
    const isAsFound = (photo: Found) => {
      const row = rows.get(keyOf(photo));
      return row && Math.abs(distance(row, face) - photo.distance) <= slack(photo.distance);
    };
    // The index is behind the table: then all that it has named count as they are there.
    if (chosen.length < found.length && !chosen.every(isAsFound))
      return ranked(await rowsOf(store, found), face, most);
    return ranked(rows, face, most);
  };
  const rowsOf = async (from: Store, photos: Found[]): Promise<Map<string, Row>> => {
    // An index that is being changed may name a photo twice.
    const keys = new Map(photos.map(({ person, photo }) => [keyOf({ person, photo }), { person, photo }]));
    const rows = await getAll<Row>(from, from.names.people, [...keys.values()], ROW);
    return new Map(rows.filter((row) => row.space === space).map((row) => [keyOf(row), row]));
  };
  return {
    space,
    size,
    async nearest(faces, most) {
      for (const face of faces) mustBeOf(space, face);
      if (most < 1) return faces.map(() => []);
      return pMap(faces, (face) => nearestTo(face, most), { concurrency: AT_ONCE });
    },
  };
}

/** Of the photos found those that can be the nearest of one of the `most` nearest people. */
function inQuestion(found: Found[], most: number): Found[] {
  const best = new Map<string, number>();
  for (const { person, distance: its } of found)
    best.set(person, Math.min(its, best.get(person) ?? Number.POSITIVE_INFINITY));
  const last = [...best.values()].sort((a, b) => a - b)[most - 1] ?? Number.POSITIVE_INFINITY;
  return found.filter(
    ({ person, distance: its }) => its <= Math.min(last, best.get(person)!) + 2 * slack(its),
  );
}

/** Everyone of these rows at their nearest photo, nearest first; equal distances in order of photo and of name. */
function ranked(rows: Map<string, Row>, face: Described, most: number): Candidate[] {
  const best = new Map<string, Candidate>();
  const inOrder = [...rows.values()].sort((a, b) => (a.photo < b.photo ? -1 : 1));
  for (const row of inOrder) {
    const its = distance(row, face);
    const known = best.get(row.person);
    if (!known || its < known.distance)
      best.set(row.person, { person: row.person, photo: row.photo, distance: its });
  }
  return [...best.values()]
    .sort((a, b) => a.distance - b.distance || (a.person < b.person ? -1 : 1))
    .slice(0, most);
}

const distance = ({ descriptor, space }: Row, face: Described) =>
  euclidean(face, { descriptor: unpack(descriptor), space });

const slack = (near: number) => SLACK * Math.max(1, near);

const keyOf = ({ person, photo }: Pick<Row, 'person' | 'photo'>) => JSON.stringify([person, photo]);
