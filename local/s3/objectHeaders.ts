import { S3Error } from './S3Error.ts';

/** Content headers that are kept with an object and given back. */
const CONTENT_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

/** S3 User Guide, "Working with object metadata": names and values of user metadata together. */
const MAX_METADATA_BYTES = 2048;

export function objectHeaders(headers: ReadonlyMap<string, string>): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  let metadata = 0;
  for (const [name, value] of headers) {
    if (name.startsWith('x-amz-meta-')) metadata += name.length - 'x-amz-meta-'.length + value.length;
    else if (!CONTENT_HEADERS.includes(name)) continue;
    const own = name === 'content-encoding' ? withoutAwsChunked(value) : value;
    if (own !== '' || name.startsWith('x-amz-meta-')) kept[name] = own;
  }
  if (metadata > MAX_METADATA_BYTES) {
    throw new S3Error(
      'MetadataTooLarge',
      `Your metadata headers exceed the maximum allowed metadata size: they have ${metadata} bytes.`,
      { Size: metadata, MaxSizeAllowed: MAX_METADATA_BYTES },
    );
  }
  return kept;
}

/** `aws-chunked` is how the body came, not what it is. */
function withoutAwsChunked(encoding: string): string {
  return encoding
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== 'aws-chunked')
    .join(',');
}

/** `response-content-type` and its like in the query go over what is kept. */
export function overrides(query: URLSearchParams): Record<string, string> {
  const over: Record<string, string> = {};
  for (const name of CONTENT_HEADERS) {
    const value = query.get(`response-${name}`);
    if (value === null) continue;
    // Node writes headers as Latin-1; UTF-8 is to arrive as its bytes.
    const bytes = Buffer.from(value).toString('latin1');
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(bytes)) {
      throw new S3Error(
        'InvalidArgument',
        `response-${name} must be a header's value, without control characters.`,
      );
    }
    over[name] = bytes;
  }
  return over;
}
