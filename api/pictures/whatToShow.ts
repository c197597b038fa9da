import type { Rect } from '../../faces/Picture.ts';
import { getImage } from '../../store/images.ts';
import { isExpired } from '../../store/isExpired.ts';
import { lookAt } from '../../store/lookAt.ts';
import type { Api } from '../Api.ts';
import { ProblemError } from '../ProblemError.ts';
import { notThere } from '../reads/images.ts';

/** Which picture of an image is asked for. */
export interface PictureQuery {
  width: number;
  face?: number;
  time?: number;
  track?: number;
  v?: string;
}

/** What a picture is made of. */
export interface ToShow {
  etag: string;
  bytes: number;
  /** There is a result of it. */
  isResult: boolean;
  /** In shares of the upright picture. */
  part?: Rect;
  /** Of a film: the time of the frame, in seconds. */
  time?: number;
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Left round a face, as a share of its size: hair and chin reach beyond the box. */
const MARGIN = 0.35;
/** A film without a time is shown by the frame after so many seconds: the first one is often black. */
const POSTER_SECONDS = 1;

/**
 * The version of the image that its result is of, and what of it; where there is no result yet, what the bucket has.
 * @throws ProblemError 404 where there is no such image, face or track
 */
export async function whatToShow(key: string, query: PictureQuery, { store, s3 }: Api): Promise<ToShow> {
  const item = await resultAt(key, { store });
  if (!item) {
    const seen = await lookAt(s3, store.bucket, key);
    if (!seen) throw notThere(key);
    if (query.face !== undefined || query.time !== undefined || query.track !== undefined) throw notYet(key);
    return { etag: seen.etag, bytes: seen.bytes, isResult: false };
  }
  const of = { etag: item.etag, bytes: item.bytes, isResult: true };
  if (item.kind !== 'video') {
    if (query.time !== undefined || query.track !== undefined)
      throw noSuch('time', query.time ?? query.track, `${JSON.stringify(key)} is no film`);
    if (query.face === undefined) return of;
    const face = 'faces' in item ? item.faces[query.face] : undefined;
    if (!face) throw noSuch('face', query.face, `${JSON.stringify(key)} has no face of that number`);
    return { ...of, part: around(face.box) };
  }
  const { duration } = item;
  const tracks = item.status === 'analysed' ? item.tracks : [];
  if (query.face !== undefined) throw noSuch('face', query.face, `${JSON.stringify(key)} is a film`);
  const track = query.track === undefined ? undefined : tracks[query.track];
  if (query.track !== undefined && !track)
    throw noSuch('track', query.track, `${JSON.stringify(key)} has no track of that number`);
  const time = query.time ?? track?.time ?? Math.min(POSTER_SECONDS, duration / 2);
  // What is asked for beyond the end is the last frame.
  return { ...of, time: Math.min(time, duration), ...(track && { part: around(track.box) }) };
}

/** What the table has of it, if that counts. */
export async function resultAt(key: string, { store }: Pick<Api, 'store'>) {
  const item = await getImage(store, key);
  return item && item.status !== 'removed' && !isExpired(item) ? item : undefined;
}

function around({ left, top, width, height }: Box): Rect {
  return {
    x: left - MARGIN * width,
    y: top - MARGIN * height,
    width: width * (1 + 2 * MARGIN),
    height: height * (1 + 2 * MARGIN),
  };
}

function noSuch(parameter: string, value: unknown, detail: string): ProblemError {
  return new ProblemError(404, {
    code: `no-such-${parameter}`,
    detail: `${detail}.`,
    value,
    rule: `"${parameter}" must be one that the result has: faces and tracks are counted from 0 on, as they come in it.`,
    remedy: 'See GET /v1/images/{key}.',
  });
}

function notYet(key: string): ProblemError {
  return new ProblemError(404, {
    code: 'not-looked-at',
    detail: `${JSON.stringify(key)} was not looked at yet.`,
    value: key,
    rule: 'Before that it has no faces, and only the whole photo can be shown.',
    remedy: 'Ask again when GET /v1/images/{key} has the result.',
  });
}
