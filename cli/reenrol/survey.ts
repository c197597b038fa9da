import type { Store } from '../../store/openStore.ts';
import { everyone, type PersonItem } from '../../store/people.ts';
import { descriptorIn, spacesOf } from '../../store/spaces.ts';

/** An enrolled photo without its descriptors: there can be very many. */
export type EnrolledPhoto = Pick<PersonItem, 'person' | 'photo' | 'sequencer' | 'box'> & { spaces: string[] };

/** Who is enrolled, as seen from one space. */
export interface Survey {
  people: number;
  photos: number;
  /** Those without a descriptor of the space. */
  missing: EnrolledPhoto[];
  /** Those with one, and with descriptors of other spaces too. */
  inSeveral: EnrolledPhoto[];
}

export async function survey(store: Store, space: string): Promise<Survey> {
  const people = new Set<string>();
  const result: Omit<Survey, 'people'> = { photos: 0, missing: [], inSeveral: [] };
  for await (const item of everyone(store)) {
    const { person, photo, sequencer, box } = item;
    const spaces = spacesOf(item);
    people.add(person);
    result.photos++;
    if (!descriptorIn(item, space)) result.missing.push({ person, photo, sequencer, box, spaces });
    else if (spaces.length > 1) result.inSeveral.push({ person, photo, sequencer, box, spaces });
  }
  return { ...result, people: people.size };
}

/** The spaces of these photos other than that one, in words. */
export function otherSpaces(photos: EnrolledPhoto[], space: string): string {
  return [...new Set(photos.flatMap(({ spaces }) => spaces))]
    .filter((other) => other !== space)
    .sort()
    .join(', ');
}
