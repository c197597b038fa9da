import { PERSON_NAME_RULE } from '../../../config/isPersonName.ts';
import { PEOPLE, whoToEnrol } from '../../../config/keys.ts';
import { isPerson } from '../../../config/personName.ts';
import type { Settings } from '../../../config/settings.ts';
import { isDescriptorDocument } from '../../../faces/match/descriptorDocument.ts';
import { CommandError, EXIT } from '../../CommandError.ts';
import { findPhotos, type Photo } from '../../findPhotos.ts';
import { counted } from '../../formats.ts';
import { isFolder } from './Exchange.ts';
import type { Source } from './importPeople.ts';

/**
 * The photos, and descriptor documents, of a folder with a folder a person.
 * @throws CommandError where it is none
 */
export async function readFolder(path: string, settings: Settings): Promise<Source> {
  if (!(await isFolder(path)))
    throw new CommandError(
      EXIT.usage,
      `${path} is no folder. Name one that has a folder a person, photos in it.`,
    );
  const found = await findPhotos([path], '', isDescriptorDocument);
  const [failed] = found.failed;
  if (failed) throw new CommandError(EXIT.failed, `${failed.file} cannot be read: ${failed.error.message}`);
  const photos = found.photos.filter(({ key }) => key.includes('/')).map((photo) => placed(photo, settings));
  const loose = found.photos.length - photos.length;
  const others = found.leftOut.length;
  return {
    count: photos.length,
    keys: photos.map(({ key }) => key),
    notes: [
      ...(loose > 0 ? [`Left out, in nobody's folder: ${counted(loose, 'photo')}.`] : []),
      ...(others > 0
        ? [`Left out, no photos: ${counted(others, 'file')}, such as ${found.leftOut[0]!.file}.`]
        : []),
    ],
    async *drops() {
      for (const { file, key } of photos) yield { key, from: file, content: { file } };
    },
  };
}

/** Where `people export` has it from. */
function placed({ file, key }: Photo, settings: Settings): Photo {
  const isWhole = settings.collections && /^[^/]+\/people\/[^/]+\/./.test(key);
  const whole = isWhole ? key : PEOPLE + key;
  const person = whoToEnrol(whole, settings) ?? '';
  if (isPerson(person)) return { file, key: whole };
  throw new CommandError(
    EXIT.usage,
    `${file} is in the folder ${JSON.stringify(person)}, which can be nobody's name: it may have ${PERSON_NAME_RULE}.\n` +
      'Nothing was sent. Rename the folder.',
  );
}
