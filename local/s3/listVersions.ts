import { isoSeconds } from './copyObject.ts';
import { checksumOf, firstAfter, readListQuery, readPage } from './listObjects.ts';
import { S3Error } from './S3Error.ts';
import type { S3Request } from './S3Request.ts';
import { OWNER, type Reply, type S3State, xmlReply } from './S3State.ts';
import { writeXml } from './xml.ts';

/**
 * As of a bucket in which versions were never switched on: each object is its own latest version, called null. Tools
 * that empty a bucket ask for it.
 */
export function listVersions(s3: S3State, request: S3Request): Reply {
  const { query } = request;
  const list = readListQuery(query, 'max-keys');
  const keyMarker = query.get('key-marker') ?? '';
  const versionMarker = query.get('version-id-marker') ?? '';
  if (versionMarker !== '' && keyMarker === '') {
    throw new S3Error('InvalidArgument', 'A version-id marker cannot be specified without a key marker.', {
      ArgumentName: 'version-id-marker',
      ArgumentValue: versionMarker,
    });
  }
  const page = readPage(s3, request.bucket, list, firstAfter(keyMarker, list));
  const next = page.next === undefined ? undefined : (page.last ?? '');
  const content = {
    Name: request.bucket,
    Prefix: list.encode(list.prefix),
    KeyMarker: list.encode(keyMarker),
    VersionIdMarker: versionMarker,
    NextKeyMarker: next && list.encode(next),
    NextVersionIdMarker: next && (page.groups.includes(next) ? '' : 'null'),
    MaxKeys: list.max,
    Delimiter: list.delimiter === '' ? undefined : list.encode(list.delimiter),
    EncodingType: list.encoding,
    IsTruncated: next !== undefined,
    Version: page.rows.map((row) => ({
      Key: list.encode(Buffer.from(row.key).toString()),
      VersionId: 'null',
      IsLatest: true,
      LastModified: isoSeconds(row.modified),
      ETag: `"${row.etag}"`,
      ...checksumOf(row),
      Size: row.size,
      StorageClass: 'STANDARD',
      Owner: { ID: OWNER, DisplayName: OWNER },
    })),
    CommonPrefixes: page.groups.map((group) => ({ Prefix: list.encode(group) })),
  };
  return xmlReply(writeXml('ListVersionsResult', content));
}
