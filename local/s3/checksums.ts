import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c, crc64nvme } from './crc.ts';
import { notImplemented, S3Error } from './S3Error.ts';

export type Algorithm = keyof typeof BYTES;

/** What the SDK calls a checksum in headers (`x-amz-checksum-crc32c`), and how many bytes it has. */
const BYTES = { crc32: 4, crc32c: 4, crc64nvme: 8, md5: 16, sha1: 20, sha256: 32, sha512: 64 };

/** A checksum as it is kept with an object or a part; `value` is base64, with `-<parts>` where it is composite. */
export interface Checksum {
  algorithm: Algorithm;
  value: string;
  type: ChecksumType;
}

export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

export interface Digest {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

export function newDigest(algorithm: Algorithm): Digest {
  if (algorithm === 'crc32c') return crc32c();
  if (algorithm === 'crc64nvme') return crc64nvme();
  if (algorithm !== 'crc32') return createHash(algorithm);
  let crc = 0;
  return {
    update: (bytes) => {
      crc = crc32(bytes, crc);
    },
    digest: () => {
      const out = Buffer.alloc(4);
      out.writeUInt32BE(crc);
      return out;
    },
  };
}

/** `CRC32C` or `crc32c` -> `crc32c`. */
export function readAlgorithm(name: string): Algorithm {
  const lower = name.toLowerCase();
  if (Object.hasOwn(BYTES, lower)) return lower as Algorithm;
  throw notImplemented(`The checksum algorithm ${name}`);
}

/** The algorithm that a header or trailer `x-amz-checksum-...` names; undefined for the headers that carry no checksum. */
export function algorithmOfHeader(header: string): Algorithm | undefined {
  const name = header.startsWith('x-amz-checksum-') ? header.slice('x-amz-checksum-'.length) : undefined;
  return name === undefined || NOT_A_CHECKSUM.has(name) ? undefined : readAlgorithm(name);
}

const NOT_A_CHECKSUM = new Set(['mode', 'type', 'algorithm']);

/** Throws InvalidRequest unless `value` is the base64 of as many bytes as the algorithm gives. */
export function readChecksum(algorithm: Algorithm, value: string): Buffer {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length !== BYTES[algorithm] || bytes.toString('base64') !== value) {
    throw new S3Error(
      'InvalidRequest',
      `Value for x-amz-checksum-${algorithm} is invalid: "${value}" is not the base64 of ${BYTES[algorithm]} bytes.`,
    );
  }
  return bytes;
}

/** `COMPOSITE` is the checksum of the parts' checksums, one after the other (S3 User Guide, "Checking object integrity"). */
export function compositeChecksum(algorithm: Algorithm, parts: Buffer[]): string {
  const digest = newDigest(algorithm);
  for (const part of parts) digest.update(part);
  return `${digest.digest().toString('base64')}-${parts.length}`;
}

/** The name of the element that carries this checksum in XML. */
export const xmlName = (algorithm: Algorithm) => `Checksum${algorithm.toUpperCase()}`;

export function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  if (checksum === undefined) return {};
  return {
    [`x-amz-checksum-${checksum.algorithm}`]: checksum.value,
    'x-amz-checksum-type': checksum.type,
  };
}

export function checksumXml(checksum: Checksum | undefined): Record<string, string> {
  if (checksum === undefined) return {};
  return { [xmlName(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type };
}
