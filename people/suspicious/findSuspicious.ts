import { partsOf } from '../../config/keys.ts';
import type { Settings } from '../../config/settings.ts';
import { limitIn } from '../../faces/Finder.ts';
import { disagreeing, nearestOf, takenForAnother } from '../../faces/match/disagreeing.ts';
import type { Enrolled } from '../../faces/match/Gallery.ts';
import { limitFor } from '../../faces/match/limitFor.ts';
import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';
import { called, readAliases } from '../../store/aliases.ts';
import type { Store } from '../../store/openStore.ts';
import { readGallery } from '../../store/spaces.ts';
import { spaceOfSettings } from '../spaceOfSettings.ts';

/** An enrolled photo that probably shows somebody else than its person. */
export interface Suspicious {
  person: string;
  photo: string;
  /** Of how many photos of the person. */
  of: number;
  /** How far the nearest of the person's others is; absent where there is none. */
  nearestOwn?: number;
  /** Whether it disagrees with the person's others. */
  disagrees: boolean;
  /** The other person that it would be matched to. */
  other?: { person: string; photo: string; distance: number };
}

export interface Enrolments {
  people: Map<string, Enrolled[]>;
  photos: number;
  even: number;
}

/** Everybody as the settings' engine describes them; 100,000 photos take some 100 MB. */
export async function readEnrolments(store: Store, settings: Settings): Promise<Enrolments> {
  const { space } = await spaceOfSettings(settings);
  const aliases = await readAliases(store);
  const people = new Map<string, Enrolled[]>();
  let photos = 0;
  await readGallery(store, space.name, (photo) => {
    const person = called(photo.person, aliases);
    const its = people.get(person);
    if (its) its.push({ ...photo, person });
    else people.set(person, [{ ...photo, person }]);
    photos++;
  });
  return { people, photos, even: space.calibration.even };
}

/** Photos of one person that disagree, by a look at each person alone. */
export function disagreements({ people, even }: Enrolments): Suspicious[] {
  return [...people].flatMap(([person, photos]) =>
    disagreeing(photos, even).map((at) => ({
      ...{ person, photo: photos[at]!.photo, of: photos.length, disagrees: true },
      nearestOwn: nearestOf(photos[at]!, photos),
    })),
  );
}

/**
 * The same, and photos that are nearer to another person's, by a search for each.
 * @param onPerson is told of each person that was looked at
 */
export async function findSuspicious(
  enrolments: Enrolments,
  settings: Settings,
  onPerson: (person: string) => void,
  signal: AbortSignal,
): Promise<Suspicious[]> {
  const { space } = await spaceOfSettings(settings);
  const found = new Map(disagreements(enrolments).map((one) => [one.photo, one]));
  const byCollection = Map.groupBy(enrolments.people, ([person]) => partsOf(person).collection);
  for (const people of byCollection.values()) {
    const gallery = new MemoryGallery(
      space.name,
      people.flatMap(([, photos]) => photos),
    );
    const limit = limitFor(limitIn(space, settings), gallery.size);
    for (const [person, own] of people) {
      signal.throwIfAborted();
      for (const one of own) {
        const other = await takenForAnother(one, own, gallery, limit);
        if (!other) continue;
        const nearestOwn = nearestOf(one, own);
        const base = { person, photo: one.photo, of: own.length, disagrees: false };
        const its = found.get(one.photo) ?? { ...base, ...(Number.isFinite(nearestOwn) && { nearestOwn }) };
        found.set(one.photo, { ...its, other });
      }
      onPerson(person);
    }
  }
  return [...found.values()].sort((a, b) => (a.photo < b.photo ? -1 : 1));
}
