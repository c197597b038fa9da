import { noSuchKey, S3Error } from './S3Error.ts';

type Headers = ReadonlyMap<string, string>;

interface Version {
  etag: string;
  /** Milliseconds since 1970. */
  modified: number;
}

/**
 * Whether the client's copy is still good (304); throws PreconditionFailed. Which header outweighs which: RFC 9110,
 * section 13.2.2, as S3 does it. With `prefix` the conditions of a copy's source.
 */
export function isUnmodified(headers: Headers, version: Version, prefix = ''): boolean {
  const value = (name: string) => headers.get(`${prefix}${name}`);
  const seconds = Math.floor(version.modified / 1000);
  const match = value('if-match');
  if (match !== undefined) {
    if (!matches(match, version.etag)) throw failed(`${prefix}if-match`);
  } else if (seconds > readDate(value('if-unmodified-since'), Number.POSITIVE_INFINITY)) {
    throw failed(`${prefix}if-unmodified-since`);
  }
  const noneMatch = value('if-none-match');
  if (noneMatch !== undefined) return matches(noneMatch, version.etag);
  return seconds <= readDate(value('if-modified-since'), Number.NEGATIVE_INFINITY);
}

/** Throws unless If-Match and If-None-Match allow to write over `old`, undefined where nothing is there yet. */
export function checkWrite(headers: Headers, key: string, old: Version | undefined): void {
  const match = headers.get('if-match');
  const noneMatch = headers.get('if-none-match');
  if (match !== undefined) {
    if (old === undefined) throw noSuchKey(key);
    if (!matches(match, old.etag)) throw failed('If-Match');
  }
  if (noneMatch !== undefined && old !== undefined && matches(noneMatch, old.etag))
    throw failed('If-None-Match');
}

/** `condition` is an If-Match header, or the ETag element of DeleteObjects. */
export function checkDelete(condition: string | undefined, key: string, old: Version | undefined): void {
  if (condition === undefined) return;
  if (old === undefined) throw noSuchKey(key);
  if (!matches(condition, old.etag)) throw failed('If-Match');
}

const failed = (condition: string) =>
  new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    Condition: condition,
  });

/** `list` is `*` or ETags, with or without quotes. */
function matches(list: string, etag: string): boolean {
  return list.split(',').some((one) => {
    const bare = one.trim().replace(/^W\//, '').replaceAll('"', '');
    return bare === '*' || bare === etag;
  });
}

/** In seconds since 1970; `otherwise` where there is no date, or none that can be read (RFC 9110: then it is ignored). */
function readDate(text: string | undefined, otherwise: number): number {
  const date = Date.parse(text ?? '');
  return Number.isNaN(date) ? otherwise : Math.floor(date / 1000);
}

/** Bytes `start` to `end`, both included. */
export interface Span {
  start: number;
  end: number;
}

/**
 * Undefined means the whole object: there is no range, or not one that S3 serves (several, other units). Throws
 * InvalidRange where nothing of the object lies in it.
 */
export function readRange(header: string | undefined, size: number): Span | undefined {
  const range = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (range === null || (range[1] === '' && range[2] === '')) return undefined;
  const [, first, last] = range;
  const span =
    first === ''
      ? { start: Math.max(0, size - Number(last)), end: size - 1 }
      : { start: Number(first), end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (span.start > span.end) {
    throw new S3Error(
      'InvalidRange',
      'The requested range is not satisfiable',
      { RangeRequested: header ?? '', ActualObjectSize: size },
      { 'content-range': `bytes */${size}` },
    );
  }
  return span;
}
