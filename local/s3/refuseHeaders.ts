import { notImplemented } from './S3Error.ts';

/**
 * Headers that would change what is stored or who may read it: refused, so that nobody relies on them in vain. The
 * canned ACLs that let others in are taken: this S3 lets everyone in.
 */
export function refuseHeaders(headers: ReadonlyMap<string, string>): void {
  for (const [name, allowed] of Object.entries(ONLY)) {
    const value = headers.get(name);
    if (value !== undefined && !allowed.includes(value)) throw notImplemented(`${name}: ${value}`);
  }
  for (const name of headers.keys()) {
    if (REFUSED.test(name)) throw notImplemented(`The header ${name}`);
  }
}

const ONLY: Record<string, string[]> = {
  'x-amz-acl': [
    'private',
    'bucket-owner-full-control',
    'public-read',
    'public-read-write',
    'authenticated-read',
  ],
  'x-amz-bucket-object-lock-enabled': ['false', 'False'],
  'x-amz-server-side-encryption': ['AES256'],
  'x-amz-storage-class': ['STANDARD'],
};

const REFUSED =
  /^x-amz-(grant-|tagging$|object-lock-|website-redirect-location$|(copy-source-)?server-side-encryption-|write-offset-bytes$)/;
