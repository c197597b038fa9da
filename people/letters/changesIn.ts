import { readChunkMessage } from '../../store/chunks/chunkMessage.ts';

/** What a message says of an object, as far as it can be read. */
export interface LetterChange {
  key: string;
  /** S3's, such as `ObjectCreated:Put`; or which part of a video was to be looked at. */
  event: string;
  /** ISO 8601. */
  time?: string;
}

/** The changes in a message of S3, or the part of a video, read with lenience: a letter may be dead because it is neither. */
export function changesIn(body: string | undefined): LetterChange[] {
  const chunk = readChunkMessage(body ?? '');
  if (chunk) return [{ key: chunk.image, event: `part ${chunk.number + 1} of the video` }];
  const { Records } = Object(parse(body ?? '')) as { Records?: unknown };
  if (!Array.isArray(Records)) return [];
  return Records.flatMap((record) => {
    const { eventName, eventTime, s3 } = Object(record) as Record<string, unknown>;
    const { key } = Object(Object(s3).object) as { key?: unknown };
    if (typeof key !== 'string') return [];
    return {
      key: decoded(key),
      event: typeof eventName === 'string' ? eventName : 'an unknown event',
      ...(typeof eventTime === 'string' && { time: eventTime }),
    };
  });
}

/** S3 writes keys into its events as forms do. One that is not so written is shown as it is. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
