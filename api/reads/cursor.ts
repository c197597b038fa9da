import type { Place } from '../../store/pages.ts';
import { ProblemError } from '../ProblemError.ts';

/** A cursor names the place in a table where a page ends, and the question that it is of. */

export function cursorOf(place: Place | undefined, question: string): { next?: string } {
  if (!place) return {};
  return { next: Buffer.from(JSON.stringify([question, place])).toString('base64url') };
}

/**
 * The place of a cursor. Whoever makes one up comes to another place of the same list, and to nothing else: what is looked
 * for is in the question, which must be the same.
 * @param names of the attributes that a place has, and what those must be that the question decides
 * @throws ProblemError 400
 */
export function placeOf(
  cursor: string | undefined,
  question: string,
  names: Record<string, string | undefined>,
): Place | undefined {
  if (cursor === undefined) return undefined;
  const [asked, place] = read(cursor);
  const isPlace =
    typeof place === 'object' &&
    place !== null &&
    Object.keys(place).sort().join() === Object.keys(names).sort().join() &&
    Object.entries(place).every(
      ([name, value]) =>
        typeof value === 'string' && value !== '' && (names[name] === undefined || names[name] === value),
    );
  if (asked === question && isPlace) return place as Place;
  throw new ProblemError(400, {
    code: 'bad-cursor',
    detail: 'The cursor leads nowhere here.',
    value: cursor,
    rule: 'It must be the `next` of an answer to the very same question, but for `limit`.',
    remedy: 'Leave it out to begin anew.',
  });
}

function read(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
