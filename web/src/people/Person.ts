/** Somebody who is enrolled or was seen, as the API tells it. */
export interface Person {
  /** With collections `<collection>/<name>`. */
  person: string;
  since?: string;
  photos: EnrolledPhoto[];
  /** The enrolled face that says most. */
  best?: { image: string; face: number };
  /** What they are just being renamed to. */
  becomes?: string;
}

export interface EnrolledPhoto {
  /** Its key. */
  photo: string;
  enrolledAt: string;
  quality?: { size: number; sharpness: number };
}

export interface PersonInFull extends Person {
  seen: { count: number; first?: string; last?: string };
}

/** The name without the collection. */
export function nameOf(person: string): string {
  return person.slice(person.indexOf('/') + 1);
}

/** '' where there is none. */
export function collectionOf(person: string): string {
  return person.slice(0, Math.max(0, person.indexOf('/')));
}

export function pathOf(person: string): string {
  return `/people/${encodeURIComponent(person)}`;
}

/** Below the API's own. */
export function urlOf(person: string, what = ''): string {
  return `/v1/people/${encodeURIComponent(person)}${what && `/${what}`}`;
}

/** What the keys of the photos begin with that enrol somebody. */
export function folderOf(person: string): string {
  const collection = collectionOf(person);
  return `${collection && `${collection}/`}people/${nameOf(person)}/`;
}
