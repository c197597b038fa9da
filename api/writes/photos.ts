import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { lookAt } from '../../store/lookAt.ts';
import type { Api } from '../Api.ts';
import { PHOTO } from '../photos/takes.ts';
import { type Answer, type Asked, route } from '../Route.ts';
import { notThere } from '../reads/images.ts';
import { of } from '../schemas/parts.ts';
import { PUT_ANSWERS, putPhoto, WAIT, type WaitQuery } from './putPhoto.ts';

export const DELETE_ANSWERS = {
  202: {
    description: 'It is gone from the bucket; what follows from it goes by way of the queue',
    content: { 'application/json': of('Accepted') },
  },
};

export const putImage = route<WaitQuery>({
  method: 'PUT',
  path: '/v1/images/{key}',
  id: 'putImage',
  summary: 'Drop a photo into the inbox',
  scope: 'admin',
  query: WAIT,
  takes: PHOTO,
  answers: PUT_ANSWERS,
  handle: (asked: Asked<WaitQuery>, api) => putPhoto(asked.parameters.key!, asked, api),
});

export const deleteImage = route({
  method: 'DELETE',
  path: '/v1/images/{key}',
  id: 'deleteImage',
  summary: 'Delete a photo, and with it its result and sightings',
  scope: 'admin',
  answers: DELETE_ANSWERS,
  handle: ({ parameters }, api) => deletePhoto(parameters.key!, api),
});

/** @throws ProblemError 404 */
export async function deletePhoto(key: string, { s3, settings: { bucket } }: Api): Promise<Answer> {
  if (!(await lookAt(s3, bucket, key))) throw notThere(key);
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  return { status: 202, body: { status: 'removing', images: [key] } };
}
