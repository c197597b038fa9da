import { isPersonName, PERSON_NAME_RULE } from '../../config/isPersonName.ts';
import type { Settings } from '../../config/settings.ts';
import type { Gallery } from '../../faces/match/Gallery.ts';
import { faceItem } from '../../look/faceItem.ts';
import { nameFaces } from '../../look/nameFaces.ts';
import { timer } from '../../look/timer.ts';
import type { Api } from '../Api.ts';
import { COMPUTING } from '../computing.ts';
import { ProblemError } from '../ProblemError.ts';
import { type Asked, route } from '../Route.ts';
import { of } from '../schemas/parts.ts';
import { galleryAmong } from './galleryAmong.ts';
import { engineOf, type Looked, lookAtPhoto, pictureOf } from './lookAtPhoto.ts';
import { mediaType, type Part, readForm } from './readForm.ts';
import { formOf, PHOTO } from './takes.ts';

interface Query {
  collection?: string;
  among?: string;
}

export const recognise = route<Query>({
  method: 'POST',
  path: COMPUTING.recognise,
  id: 'recognise',
  summary: 'Say who is in a photo; nothing is stored',
  scope: 'recognise',
  query: {
    collection: { type: 'string', maxLength: 64, description: 'Whose people it is compared with' },
    among: {
      type: 'string',
      minLength: 1,
      maxLength: 100,
      description:
        'The name of a second part of the form, which has the descriptors of one person (CSV or JSON, as describe ' +
        'gives them): the faces are compared with these, and with nobody who is enrolled',
    },
  },
  takes: {
    ...PHOTO,
    ...formOf(
      { image: 'The photo' },
      {
        description: 'The part that `among` names: JSON, or CSV as describe gives it',
        contentMediaType: 'application/json',
        contentSchema: of('Descriptors'),
      },
    ),
  },
  answers: {
    200: { description: 'Who is in it', content: { 'application/json': of('Recognised') } },
  },
  async handle(asked, api) {
    const { among } = asked.query;
    const collection = collectionOf(asked.query, api.settings);
    const { image, descriptors } = await partsOf(asked);
    // Whether it has changed is asked while the photo is looked at.
    const enrolled = descriptors ? undefined : api.gallery(collection);
    enrolled?.catch(() => {}); // it is told below, unless the photo is at fault
    const looked = await lookAtPhoto(api, image);
    const gallery = descriptors ? galleryAmong(descriptors, among!, looked.finder) : await enrolled!;
    return { status: 200, body: await recognised(looked, gallery, api, among) };
  },
});

async function partsOf(asked: Asked<Query>): Promise<{ image: Buffer; descriptors?: Part }> {
  const { among } = asked.query;
  if (mediaType(asked.headers['content-type'] ?? '') === 'multipart/form-data') {
    if (among === undefined) return { image: (await readForm(asked, ['image'])).image!.bytes };
    if (among === 'image') throw noPart(among, 'be another than "image", which is the photo');
    const form = await readForm(asked, ['image', among]);
    return { image: form.image!.bytes, descriptors: form[among]! };
  }
  if (among !== undefined) throw noPart(among, 'name a part of a form, and the body is none');
  return { image: asked.body };
}

function noPart(among: string, rule: string): ProblemError {
  return new ProblemError(400, {
    code: 'bad-query',
    detail: `There is no part ${JSON.stringify(among)} with descriptors.`,
    value: among,
    rule: `The query parameter "among" must ${rule}.`,
    remedy: 'Send a form: curl -F image=@party.jpg -F ann=@ann.csv ".../v1/recognise?among=ann".',
  });
}

function collectionOf({ collection = '' }: Query, { collections }: Settings): string {
  if (collection === '' || (collections && isPersonName(collection))) return collection.normalize('NFC');
  throw new ProblemError(400, {
    code: 'no-such-collection',
    detail: `${JSON.stringify(collection)} is no collection.`,
    value: collection,
    rule: collections
      ? `The name of a collection may have ${PERSON_NAME_RULE}.`
      : 'There are collections only where COLLECTIONS is true.',
    remedy: collections ? 'Name another.' : 'Leave "collection" out, or turn them on.',
  });
}

/** The faces as the table has them. */
async function recognised(
  { photo, faces, finder, timings }: Looked,
  gallery: Gallery,
  api: Api,
  among?: string,
) {
  const identities = await timer(timings)('match', () => nameFaces(faces, gallery, finder, api.settings));
  const items = faces.map((face, at) => faceItem(face, identities[at]!, photo));
  const people = [...new Set(items.flatMap(({ person }) => person ?? []))].sort();
  return {
    ...pictureOf(photo),
    ...(photo.takenAt && { takenAt: photo.takenAt.toISOString() }),
    people,
    faceCount: items.length,
    faces: items,
    ...(among !== undefined && {
      among: { name: among, descriptors: gallery.size, same: people.includes(among) },
    }),
    engine: engineOf(finder),
    timings,
  };
}
