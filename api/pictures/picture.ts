import { createHash } from 'node:crypto';
import type { PictureType } from '../../faces/decode/reducePicture.ts';
import type { Api } from '../Api.ts';
import { type Answer, type Asked, route } from '../Route.ts';
import { makePicture } from './makePicture.ts';
import { type PictureQuery, resultAt, type ToShow, whatToShow } from './whatToShow.ts';

/** Raised whenever pictures of the same thing come out otherwise: old ones are then not taken for them. */
const VERSION = 1;
const YEAR = 31_536_000;
const DAY = 86_400;

const WIDTHS = [160, 320, 640, 1280, 2560] as const;

const IMAGE = { description: 'The bytes of the picture' };

export const picture = route<PictureQuery>({
  method: 'GET',
  path: '/v1/images/{key}/picture',
  id: 'getPicture',
  summary: 'A small picture of a photo, of a face in it, or of a frame of a film',
  scope: 'read',
  query: {
    width: {
      type: 'integer',
      enum: [...WIDTHS],
      default: 640,
      description:
        'Pixels that it is wide at most: it is never larger than what it is made of, nor four times as high as wide',
    },
    face: { type: 'integer', minimum: 0, description: 'The face of that number in `faces`, with a margin' },
    time: { type: 'number', minimum: 0, description: 'Of a film: the frame at that second' },
    track: {
      type: 'integer',
      minimum: 0,
      description: 'Of a film: the face of that number in `tracks`, with a margin; where it is seen best',
    },
    v: {
      type: 'string',
      maxLength: 100,
      description:
        'The `etag` of the result. With it the answer can be kept for good: another photo has another address',
    },
  },
  answers: {
    200: {
      description: 'Upright, and without what else is in the file',
      content: { 'image/webp': IMAGE, 'image/jpeg': IMAGE },
    },
    304: { description: 'What If-None-Match names is it', content: {} },
  },
  async handle(
    { parameters: { key = '' }, query, headers, wants }: Asked<PictureQuery>,
    api: Api,
  ): Promise<Answer> {
    const shown = await whatToShow(key, query, api);
    const type = wants as PictureType;
    const etag = tagOf(shown, query, type);
    // Whoever comes with another key or none, in the same browser, is to be asked for it.
    const kept = { etag, vary: 'accept, authorization', 'cache-control': cacheControl(shown, query) };
    if (matches(headers['if-none-match'], etag)) return { status: 304, headers: kept };
    const make = () => makePicture(key, shown, { width: query.width, type }, api);
    const stands = async () => (await resultAt(key, api))?.etag === shown.etag;
    // That it is gone is told of what has a result; of what has none nothing is kept.
    const body = await (shown.isResult
      ? api.pictures.have({ image: key, name: etag, make, stands })
      : make());
    return { status: 200, type, body, headers: kept };
  },
});

/** Of what is shown and how, and so of nothing that somebody could learn from another. */
function tagOf({ bytes: _, ...shown }: ToShow, { width }: PictureQuery, type: PictureType): string {
  const text = JSON.stringify([VERSION, shown, width, type]);
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
}

/** Which face has which number is the result's, not the photo's: a photo that is looked at anew has the same etag. */
function cacheControl({ etag }: ToShow, { v, face, track }: PictureQuery): string {
  if (v !== etag) return 'private, no-cache';
  if (face !== undefined || track !== undefined) return `private, max-age=${DAY}`;
  return `private, max-age=${YEAR}, immutable`;
}

/** RFC 9110, section 13.1.2; ours are all strong. */
function matches(header: string | undefined, etag: string): boolean {
  return (header ?? '')
    .split(',')
    .some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag);
}
