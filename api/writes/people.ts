import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { folderOf } from '../../config/keys.ts';
import { photosOf } from '../../people/photosOf.ts';
import type { Api } from '../Api.ts';
import { ProblemError } from '../ProblemError.ts';
import { PHOTO } from '../photos/takes.ts';
import { type Asked, route } from '../Route.ts';
import { personHere } from '../reads/personOf.ts';
import { DELETE_ANSWERS, deletePhoto } from './photos.ts';
import { PUT_ANSWERS, putPhoto, WAIT, type WaitQuery } from './putPhoto.ts';

const PHOTO_PATH = '/v1/people/{person}/photos/{file}';

export const putPersonsPhoto = route<WaitQuery>({
  method: 'PUT',
  path: PHOTO_PATH,
  id: 'enrol',
  summary: 'Enrol a person by a photo of theirs',
  scope: 'admin',
  query: WAIT,
  takes: PHOTO,
  answers: PUT_ANSWERS,
  handle: (asked: Asked<WaitQuery>, api) => putPhoto(keyOf(asked.parameters, api), asked, api),
});

export const deletePersonsPhoto = route({
  method: 'DELETE',
  path: PHOTO_PATH,
  id: 'deletePersonsPhoto',
  summary: 'Delete a photo of a person, who is then known by the others',
  scope: 'admin',
  answers: DELETE_ANSWERS,
  handle: ({ parameters }, api) => deletePhoto(keyOf(parameters, api), api),
});

const AT_ONCE = 16;

export const deletePerson = route({
  method: 'DELETE',
  path: '/v1/people/{person}',
  id: 'deletePerson',
  summary:
    'Delete all photos that enrol a person; the name stays in the results of photos that were looked at before',
  scope: 'admin',
  answers: DELETE_ANSWERS,
  async handle({ parameters }, api) {
    const person = personHere(parameters.person!, api);
    const keys = await photosOf(api, person);
    if (keys.length === 0)
      throw new ProblemError(404, {
        code: 'no-such-person',
        detail: `The bucket has no photo that enrols ${person}.`,
        value: person,
        rule: 'It must be somebody whom GET /v1/people lists; names are compared letter by letter.',
        remedy: 'Check the name.',
      });
    const { s3, settings } = api;
    await pMap(keys, (Key) => s3.send(new DeleteObjectCommand({ Bucket: settings.bucket, Key })), {
      concurrency: AT_ONCE,
    });
    return { status: 202, body: { status: 'removing', images: keys } };
  },
});

const keyOf = (parameters: Record<string, string>, api: Api) =>
  `${folderOf(personHere(parameters.person!, api))}${parameters.file}`;
