import { checksumXml, xmlName } from './checksums.ts';
import { readLimit } from './listObjects.ts';
import { requireObject, type S3Object } from './objects.ts';
import { S3Error } from './S3Error.ts';
import type { S3Request } from './S3Request.ts';
import { type Reply, type S3State, xmlReply } from './S3State.ts';
import { writeXml, type XmlContent } from './xml.ts';

const ATTRIBUTES = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'];

/** GetObjectAttributes: those that `x-amz-object-attributes` names, as far as the object has them. */
export function getAttributes(s3: S3State, request: S3Request): Reply {
  const object = requireObject(s3.db, request.bucket, request.key);
  const asked = readAsked(request);
  const has: Record<string, XmlContent> = {
    ETag: object.etag, // without quotes, here alone
    Checksum: object.checksum && checksumXml(object.checksum),
    ObjectParts: object.parts && describeParts(request, object),
    StorageClass: 'STANDARD',
    ObjectSize: object.size,
  };
  const content = Object.fromEntries(Object.entries(has).filter(([name]) => asked.has(name)));
  return xmlReply(writeXml('GetObjectAttributesResponse', content), {
    'last-modified': new Date(object.modified).toUTCString(),
  });
}

function readAsked({ headers }: S3Request): Set<string> {
  const value = headers.get('x-amz-object-attributes') ?? '';
  const names = value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length > 0 && names.every((name) => ATTRIBUTES.includes(name))) return new Set(names);
  throw new S3Error(
    'InvalidArgument',
    `x-amz-object-attributes is "${value}", it must be one or more of ${ATTRIBUTES.join(', ')}.`,
    { ArgumentName: 'x-amz-object-attributes', ArgumentValue: value },
  );
}

/**
 * A page of the parts, by x-amz-max-parts and x-amz-part-number-marker. They are counted from 1, as `partNumber` of
 * GetObject counts them. They are listed for objects without a checksum too: in S3 every new object has one.
 */
function describeParts({ headers }: S3Request, { parts = [], checksum }: S3Object): XmlContent {
  const max = readLimit(new URLSearchParams(pick(headers, 'x-amz-max-parts')), 'x-amz-max-parts');
  const marker = readMarker(headers.get('x-amz-part-number-marker'));
  const page = parts.slice(marker, marker + max);
  return {
    PartsCount: parts.length,
    PartNumberMarker: marker,
    NextPartNumberMarker: page.length === 0 ? marker : marker + page.length,
    MaxParts: max,
    IsTruncated: page.length > 0 && marker + page.length < parts.length,
    Part: page.map((part, i) => ({
      ...(checksum && part.checksum !== undefined && { [xmlName(checksum.algorithm)]: part.checksum }),
      PartNumber: marker + i + 1,
      Size: part.size,
    })),
  };
}

const pick = (headers: ReadonlyMap<string, string>, name: string) => ({ [name]: headers.get(name) ?? '' });

function readMarker(text = '0'): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new S3Error(
    'InvalidArgument',
    `x-amz-part-number-marker is "${text}", it must be a part's number, or 0.`,
    { ArgumentName: 'x-amz-part-number-marker', ArgumentValue: text },
  );
}
