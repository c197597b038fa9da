import { isPersonName, PERSON_NAME_RULE } from '../../config/isPersonName.ts';
import { keyWithin, partsOf } from '../../config/keys.ts';
import { PhotoError } from '../../faces/decode/PhotoError.ts';

/**
 * @param home the region whose bucket alone enrols people, where that is another one
 * @throws PhotoError `bad-person` where the key names nobody that can be enrolled; `other-region`.
 */
export function checkPerson(key: string, person: string, home?: string): void {
  const { collection, name } = partsOf(person);
  if (collection !== '' && !isPersonName(collection))
    throw new PhotoError(
      'bad-person',
      `${JSON.stringify(collection)} cannot be a collection that people are enrolled in: its name may have ` +
        `${PERSON_NAME_RULE}. Drop the photo under another name, and remove this one.`,
    );
  if (!/^people\/[^/]+\/./.test(keyWithin(collection, key)))
    throw new PhotoError(
      'bad-person',
      `The key ${JSON.stringify(key)} names no person. Drop the photo at people/<person>/<file> to enrol somebody, ` +
        'or outside of people/ to have it analysed.',
    );
  if (!isPersonName(name))
    throw new PhotoError(
      'bad-person',
      `${JSON.stringify(name)} cannot be a person's name: it may have ${PERSON_NAME_RULE}. ` +
        'Drop the photo under another name, and remove this one.',
    );
  if (home !== undefined)
    throw new PhotoError(
      'other-region',
      `People are enrolled in ${home} alone (HOME_REGION), and known in this region a moment later. ` +
        "Drop the photo into that region's bucket, and remove this one.",
    );
}

export function videoEnrolsNobody(): PhotoError {
  return new PhotoError(
    'video-enrols-nobody',
    'A video was dropped under people/, where photos enrol somebody: of a video nobody can tell whose face is meant. ' +
      'Drop a photo of them there, and the video outside of people/ to have it analysed.',
  );
}
