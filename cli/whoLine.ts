import type { Analysed, FaceItem } from '../store/ImageItem.ts';
import type { Result } from '../store/resultOf.ts';
import { printable } from '../terminal/printable.ts';
import { counted } from './formats.ts';
import { tracksInWords } from './tracksInWords.ts';

/** One line that says who is in a photo, or why nobody can say. */
export function whoLine(item: Result): string {
  return `${printable(item.image)}: ${printable(inWords(item))}`;
}

function inWords(item: Result): string {
  if (item.status === 'rejected') return `rejected, ${item.reason}. ${item.message}`;
  if (item.status === 'enrolled') return `enrolled as ${item.person}`;
  return item.kind ? tracksInWords(item) : facesInWords(item);
}

/** Those with a name first, with their similarity, then how many have none. */
export function facesInWords({ faces, facesLeftOut }: Pick<Analysed, 'faces' | 'facesLeftOut'>): string {
  if (faces.length === 0) return 'no faces';
  const named = faces.flatMap(({ person, similarity }) =>
    person === undefined ? [] : [similarity === undefined ? person : `${person} (${similarity})`],
  );
  const without = (why: string) => faces.filter((face) => namelessWhy(face) === why).length;
  const others = ['unknown', 'ambiguous', 'unusable'].flatMap((why) =>
    without(why) > 0 ? [`${without(why)} ${why}`] : [],
  );
  const more = facesLeftOut === undefined ? '' : `; ${facesLeftOut} more for which there was no room`;
  return `${counted(faces.length, 'face')}: ${[...named, ...others].join(', ')}${more}`;
}

/** What stands in the place of a name. */
export function namelessWhy({ decision, ambiguous }: FaceItem): string {
  return ambiguous ? 'ambiguous' : decision;
}
