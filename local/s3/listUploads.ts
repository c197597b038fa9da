import { requireBucket } from './buckets.ts';
import { xmlName } from './checksums.ts';
import { isoSeconds } from './copyObject.ts';
import { firstAfter, readLimit, readListQuery } from './listObjects.ts';
import { findParts, requireUpload } from './multipart.ts';
import { pageOfKeys } from './pageOfKeys.ts';
import type { S3Request } from './S3Request.ts';
import { OWNER, type Reply, type S3State, xmlReply } from './S3State.ts';
import { writeXml } from './xml.ts';

const WHO = { ID: OWNER, DisplayName: OWNER };

export function listParts(s3: S3State, request: S3Request): Reply {
  const { bucket, key, query } = request;
  const { id, algorithm, type } = requireUpload(s3.db, request);
  const max = readLimit(query, 'max-parts');
  const marker = Number(query.get('part-number-marker') || 0) || 0;
  const rest = findParts(s3.db, id).filter(({ number }) => number > marker);
  const page = rest.slice(0, max);
  const content = {
    Bucket: bucket,
    Key: query.get('encoding-type') === 'url' ? readListQuery(query, 'max-parts').encode(key) : key,
    UploadId: id,
    Initiator: WHO,
    Owner: WHO,
    StorageClass: 'STANDARD',
    ChecksumAlgorithm: algorithm?.toUpperCase(),
    ChecksumType: type,
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.number,
    MaxParts: max,
    IsTruncated: page.length > 0 && rest.length > page.length,
    Part: page.map(({ number, modified, etag, size, checksum }) => ({
      PartNumber: number,
      LastModified: isoSeconds(modified),
      ETag: `"${etag}"`,
      Size: size,
      ...(checksum && { [xmlName(checksum.algorithm)]: checksum.value }),
    })),
  };
  return xmlReply(writeXml('ListPartsResult', content));
}

interface UploadRow {
  key: Uint8Array;
  id: string;
  initiated: number;
  algorithm: string | null;
  type: string | null;
}

/** By key, and by their beginning within one key. */
export function listUploads(s3: S3State, request: S3Request): Reply {
  const { bucket, query } = request;
  requireBucket(s3.db, bucket);
  const list = readListQuery(query, 'max-uploads');
  const keyMarker = query.get('key-marker') ?? '';
  // Without a key-marker it has no meaning, and is ignored.
  const idMarker = keyMarker === '' ? '' : (query.get('upload-id-marker') ?? '');
  const from = idMarker === '' ? firstAfter(keyMarker, list) : Buffer.from(keyMarker);
  const page = pageOfKeys({ ...list, from, max: Number.POSITIVE_INFINITY }, (first, end) =>
    s3.db.each<UploadRow>(
      `SELECT key, id, initiated, algorithm, type FROM uploads
        WHERE bucket = ? AND key >= ? AND key < ? ORDER BY key, id`,
      bucket,
      first,
      end,
    ),
  );
  const uploads = page.rows.map((row) => ({ ...row, key: Buffer.from(row.key).toString() }));
  const behindMarker = uploads.filter(({ key, id }) => idMarker === '' || key !== keyMarker || id > idMarker);
  // Unfinished uploads are few: all are read, and the page is cut from them.
  const entries = [
    ...behindMarker.map((upload) => ({ key: upload.key, upload })),
    ...page.groups.map((key) => ({ key, upload: undefined })),
  ].sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  const shown = entries.slice(0, list.max);
  const truncated = shown.length > 0 && entries.length > shown.length;
  const last = truncated ? shown.at(-1) : undefined;
  const content = {
    Bucket: bucket,
    KeyMarker: list.encode(keyMarker),
    UploadIdMarker: idMarker,
    NextKeyMarker: last && list.encode(last.key),
    NextUploadIdMarker: last && (last.upload?.id ?? ''),
    Prefix: list.prefix === '' ? undefined : list.encode(list.prefix),
    Delimiter: list.delimiter === '' ? undefined : list.encode(list.delimiter),
    EncodingType: list.encoding,
    MaxUploads: list.max,
    IsTruncated: truncated,
    Upload: shown.flatMap(({ key, upload }) =>
      upload === undefined ? [] : [describe(list.encode(key), upload)],
    ),
    CommonPrefixes: shown.flatMap(({ key, upload }) =>
      upload === undefined ? [{ Prefix: list.encode(key) }] : [],
    ),
  };
  return xmlReply(writeXml('ListMultipartUploadsResult', content));
}

const describe = (key: string, { id, initiated, algorithm, type }: Omit<UploadRow, 'key'>) => ({
  Key: key,
  UploadId: id,
  Initiator: WHO,
  Owner: WHO,
  StorageClass: 'STANDARD',
  Initiated: isoSeconds(initiated),
  ChecksumAlgorithm: algorithm?.toUpperCase(),
  ChecksumType: type ?? undefined,
});
