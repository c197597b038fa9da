import { count, isolated, list } from '../parts/words.ts';
import type { Film, Photo, Waiting } from '../types.ts';
import { reasonOf } from './reasons.ts';

/** Who is in it, or what became of it, in a few words. */
export function describePhoto(photo: Photo | Film | Waiting): string {
  if (photo.status === 'waiting') return 'Waiting to be looked at';
  if (photo.status === 'rejected') return `Not accepted: ${reasonOf(photo)}`;
  if (photo.kind === 'video') return describeFilm(photo);
  if (photo.status === 'enrolled') return `${isolated(photo.person)} is known by this photo`;
  const others = photo.faceCount - photo.faces.filter(({ decision }) => decision === 'matched').length;
  if (photo.faceCount === 0) return 'No faces';
  if (photo.people.length === 0) return others === 1 ? 'Somebody unknown' : count(others, 'unknown face');
  return list([...photo.people.map(isolated), ...(others > 0 ? [`${others} unknown`] : [])]);
}

function describeFilm(film: Film): string {
  if (film.status === 'analysing') return 'Being looked at';
  const { people, unknownPeople = 0 } = film;
  if (people.length === 0)
    return unknownPeople === 0
      ? 'Nobody'
      : unknownPeople === 1
        ? 'Somebody unknown'
        : `${unknownPeople} unknown people`;
  return list([...people, ...(unknownPeople > 0 ? [`${unknownPeople} unknown`] : [])]);
}
