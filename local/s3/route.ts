import { getAcl, putAcl } from './acl.ts';
import {
  createBucket,
  deleteBucket,
  getLocation,
  getVersioning,
  headBucket,
  listBuckets,
} from './buckets.ts';
import { completeUpload } from './completeUpload.ts';
import { copyObject } from './copyObject.ts';
import { deleteObject, deleteObjects } from './deleteObject.ts';
import { getAttributes } from './getAttributes.ts';
import { getObject, headObject } from './getObject.ts';
import { getTagging } from './getTagging.ts';
import { listObjectsV1, listObjectsV2 } from './listObjects.ts';
import { listParts, listUploads } from './listUploads.ts';
import { listVersions } from './listVersions.ts';
import { abortUpload, createUpload, uploadPart, uploadPartCopy } from './multipart.ts';
import { getNotification, putNotification } from './notification.ts';
import { postObject } from './postObject.ts';
import { preflight } from './preflight.ts';
import { putObject } from './putObject.ts';
import { refuseHeaders } from './refuseHeaders.ts';
import { notImplemented, S3Error } from './S3Error.ts';
import type { S3Request } from './S3Request.ts';
import type { Operation } from './S3State.ts';

const OPERATIONS: Record<string, Operation | undefined> = {
  'GET service': listBuckets,
  'PUT bucket': createBucket,
  'HEAD bucket': headBucket,
  'DELETE bucket': deleteBucket,
  'GET bucket': (s3, request) =>
    request.query.get('list-type') === '2' ? listObjectsV2(s3, request) : listObjectsV1(s3, request),
  'GET bucket?location': getLocation,
  'GET bucket?notification': getNotification,
  'PUT bucket?notification': putNotification,
  'GET bucket?acl': getAcl,
  'PUT bucket?acl': putAcl,
  'OPTIONS bucket': preflight,
  'GET bucket?versioning': getVersioning,
  'GET bucket?uploads': listUploads,
  'GET bucket?versions': listVersions,
  'POST bucket': postObject,
  'POST bucket?delete': deleteObjects,
  'PUT object': (s3, request) => (isCopy(request) ? copyObject(s3, request) : putObject(s3, request)),
  'GET object': getObject,
  'HEAD object': headObject,
  'DELETE object': deleteObject,
  'GET object?acl': getAcl,
  'PUT object?acl': putAcl,
  'GET object?attributes': getAttributes,
  'OPTIONS object': preflight,
  'GET object?tagging': getTagging,
  'POST object?uploads': createUpload,
  'PUT object?uploadId': (s3, request) =>
    isCopy(request) ? uploadPartCopy(s3, request) : uploadPart(s3, request),
  'GET object?uploadId': listParts,
  'POST object?uploadId': completeUpload,
  'DELETE object?uploadId': abortUpload,
};

const isCopy = (request: S3Request) => request.headers.has('x-amz-copy-source');

/** Query parameters that name an operation of their own; all others are arguments, or mean nothing to S3. */
const SUBRESOURCES =
  'abac accelerate acl analytics attributes cors delete encryption intelligent-tiering inventory legal-hold lifecycle location logging metadataConfiguration metadataTable metrics notification object-lock ownershipControls policy policyStatus publicAccessBlock renameObject replication requestPayment restore retention select session tagging torrent uploadId uploads versioning versions website'.split(
    ' ',
  );

/** Throws NotImplemented with the name of what was asked. */
export function route(request: S3Request): Operation {
  const { method, query } = request;
  const level = request.key !== '' ? 'object' : request.bucket !== '' ? 'bucket' : 'service';
  const subresource = SUBRESOURCES.find((name) => query.has(name));
  const name = `${method} ${level}${subresource === undefined ? '' : `?${subresource}`}`;
  const operation = OPERATIONS[name];
  if (operation === undefined) throw notImplemented(name);
  const version = query.get('versionId') ?? 'null';
  if (version !== 'null') {
    throw new S3Error(
      'InvalidArgument',
      `Invalid version id specified: "${version}"; this S3 keeps one, called null.`,
      {
        ArgumentName: 'versionId',
        ArgumentValue: version,
      },
    );
  }
  refuseHeaders(request.headers);
  return operation;
}
