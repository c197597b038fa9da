import type { ImageItem } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { isExpired } from '../../store/isExpired.ts';
import { lookAt } from '../../store/lookAt.ts';
import { imagesPage } from '../../store/pages.ts';
import type { Api } from '../Api.ts';
import { ProblemError } from '../ProblemError.ts';
import { type Answer, route } from '../Route.ts';
import { of, PAGE } from '../schemas/parts.ts';
import { cursorOf, placeOf } from './cursor.ts';
import { imageNow } from './imageOf.ts';

type Status = Exclude<ImageItem['status'], 'removed'>;

interface PageQuery {
  limit: number;
  cursor?: string;
}

const PAGE_OF_IMAGES = {
  200: { description: 'Newest first', content: { 'application/json': of('ImagePage') } },
};

export const images = route<PageQuery & { status: Status }>({
  method: 'GET',
  path: '/v1/images',
  id: 'listImages',
  summary: 'The results of photos and videos, by how they ended, newest first',
  scope: 'read',
  query: {
    status: { enum: ['analysed', 'analysing', 'enrolled', 'rejected'], default: 'analysed', type: 'string' },
    ...PAGE,
  },
  answers: PAGE_OF_IMAGES,
  handle: ({ query }, api) => pageOf(query.status, query, api),
});

export const rejected = route<PageQuery>({
  method: 'GET',
  path: '/v1/rejected',
  id: 'listRejected',
  summary: 'The photos that were refused, and why, newest first',
  scope: 'read',
  query: PAGE,
  answers: PAGE_OF_IMAGES,
  handle: ({ query }, api) => pageOf('rejected', query, api),
});

async function pageOf(status: Status, { limit, cursor }: PageQuery, api: Api): Promise<Answer> {
  const question = `images ${status}`;
  const from = placeOf(cursor, question, { status, analysedAt: undefined, image: undefined });
  const { items, next } = await imagesPage(api.store, status, limit, from);
  return {
    status: 200,
    body: {
      images: await Promise.all(items.map((item) => imageNow(item, api.store))),
      ...cursorOf(next, question),
    },
  };
}

export const image = route({
  method: 'GET',
  path: '/v1/images/{key}',
  id: 'getImage',
  summary: 'The result of one photo or video',
  scope: 'read',
  answers: {
    200: { description: 'Its result', content: { 'application/json': of('Image') } },
    202: {
      description: 'It is in the bucket, and was not looked at yet',
      content: { 'application/json': of('Queued') },
    },
  },
  async handle({ parameters: { key = '' } }, { store, s3 }) {
    const item = await getImage(store, key);
    if (item && item.status !== 'removed' && !isExpired(item))
      return { status: 200, body: await imageNow(item, store) };
    if (await lookAt(s3, store.bucket, key))
      return { status: 202, body: { image: key, status: 'queued' }, headers: { 'retry-after': '1' } };
    throw notThere(key);
  },
});

export function notThere(key: string): ProblemError {
  return new ProblemError(404, {
    code: 'no-such-image',
    detail: `${JSON.stringify(key)} is neither in the bucket nor among the results.`,
    value: key,
    rule: 'A key is that of an object of the inbox, percent-encoded; it is case sensitive and has no leading "/".',
    remedy: 'Check the key, or drop the photo.',
  });
}
