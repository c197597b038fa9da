import { worth } from '../../people/worth.ts';
import type { Aliases } from '../../store/aliases.ts';
import type { EnrolledPhoto } from '../../store/pages.ts';

/** Somebody who is enrolled: since when, by which photo best, and what they are just being renamed to. */
export function inShort(person: string, photos: EnrolledPhoto[], aliases: Aliases) {
  const best = bestOf(photos);
  const becomes = aliases.get(person);
  return {
    person,
    since: photos.map(({ enrolledAt }) => enrolledAt).sort()[0]!,
    ...(best && { best: { image: best.photo, face: 0, box: best.box } }),
    ...(becomes !== undefined && { becomes }),
  };
}

/** The one whose face says most; undefined where none is of a photo. */
function bestOf(photos: EnrolledPhoto[]) {
  const told = photos.flatMap(({ photo, box, quality }) => (box && quality ? [{ photo, box, quality }] : []));
  if (told.length === 0) return undefined;
  return told.reduce((best, one) => (worth(one.quality) > worth(best.quality) ? one : best));
}
