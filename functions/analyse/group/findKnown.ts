import pMap from 'p-map';
import type { Finder } from '../../../faces/Finder.ts';
import { euclidean, type Gallery } from '../../../faces/match/Gallery.ts';
import type { Identity } from '../../../faces/match/identify.ts';
import { identityFields } from '../../../look/faceItem.ts';
import { nameDescribed } from '../../../look/nameFaces.ts';
import { getAll } from '../../../store/audit/getAll.ts';
import { galleryVersion } from '../../../store/galleryLog.ts';
import { getImage } from '../../../store/images.ts';
import type { Store } from '../../../store/openStore.ts';
import { type PersonItem, unpack } from '../../../store/people.ts';
import { descriptorIn } from '../../../store/spaces.ts';
import { allFaces, facesOf } from '../../../store/unknown/readRows.ts';
import { lostBy, setFound } from '../../../store/unknown/setFound.ts';
import { tellGroups } from '../../../store/unknown/tellGroups.ts';
import type { Found, UnknownRow } from '../../../store/unknown/UnknownRow.ts';

/** Photos that are looked at again at a time. */
const AT_ONCE = 8;

interface LookAgain {
  store: Store;
  space: string;
  match: Finder['match'];
  galleryNow(collection: string): Promise<Gallery>;
  /** A person is named once in a photo. */
  once: boolean;
}

/**
 * Looks who the kept faces of a photo are by those who are enrolled now, and notes it with each. The version of the gallery is read before
 * and after: whoever is enrolled or removed between is seen, by this or by whoever enrols them.
 */
export async function findKnown(look: LookAgain, image: string): Promise<void> {
  const { store, space } = look;
  for (let version = await galleryVersion(store); ; ) {
    const rows = [...(await facesOf(store, image)).values()].filter((row) => row.space === space);
    if (rows.length === 0) return;
    const found = await whoTheyAre(look, image, rows);
    const changed = rows.flatMap((row, at) => (found[at] || row.found ? [{ row, now: found[at] }] : []));
    await Promise.all(changed.map(({ row, now }) => setFound(store, row, now, version)));
    const now = await galleryVersion(store);
    if (now === version) return;
    version = now;
  }
}

/**
 * After a change of a photo that enrols: those kept faces that are near it are looked at again, and those that were found by it. Their
 * results follow. It can be repeated, as all of it is when the message of the change comes back.
 * @param key of the photo, and whom it enrols or enrolled
 */
export async function findEnrolled(
  look: LookAgain,
  key: string,
  collection: string,
  person: string,
): Promise<void> {
  const { store, space, match } = look;
  const [enrolled] = await getAll<PersonItem>(store, store.names.people, [{ person, photo: key }]);
  const bytes = enrolled && descriptorIn(enrolled, space);
  const descriptor = bytes && unpack(bytes);
  const isNear = (row: UnknownRow) =>
    descriptor !== undefined &&
    euclidean({ descriptor, space }, { descriptor: unpack(row.descriptor), space }) <= match.limit;
  const version = await galleryVersion(store);
  const lost = lostBy(key);
  const images = new Set<string>();
  // Those that a killed function has done are not looked at once more, only told of.
  const left = new Set<string>();
  for await (const page of allFaces(store))
    for (const row of page)
      if (row.space === space && row.collection === collection)
        if (row.found?.matchedPhoto === key || row.lost === lost || isNear(row)) {
          images.add(row.image);
          if (row.soughtAt === undefined || row.soughtAt < version) left.add(row.image);
        }
  await pMap(left, (image) => findKnown(look, image), { concurrency: AT_ONCE });
  await tellGroups(store, images);
}

async function whoTheyAre(
  { store, space, match, galleryNow, once }: LookAgain,
  image: string,
  rows: UnknownRow[],
): Promise<(Found | undefined)[]> {
  const gallery = await galleryNow(rows[0]!.collection);
  const faces = rows.map((row) => ({ descriptor: unpack(row.descriptor), space }));
  const identities = await nameDescribed(faces, gallery, match, once);
  const item = await getImage(store, image);
  const others = item?.status === 'analysed' && !item.kind ? item.faces.filter(({ kept }) => !kept) : [];
  const isTaken = (name: string) => once && others.some(({ person }) => person === name);
  return identities.map((identity) =>
    identity.decision === 'matched' && !isTaken(identity.person) ? foundBy(identity) : undefined,
  );
}

function foundBy(identity: Identity): Found {
  const { decision, ...found } = identityFields(identity);
  return found as Found;
}
