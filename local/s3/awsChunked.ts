import { S3Error } from './S3Error.ts';

/**
 * The content of an `aws-chunked` body: `<hex size>[;chunk-signature=...]\r\n<bytes>\r\n`, ending with a chunk of
 * size 0 and lines of trailers, which are put into `trailers` (S3 API Reference, "Signature Calculations: Transferring
 * Payload in Multiple Chunks"). Signatures are not verified. Throws IncompleteBody where the body ends early.
 */
export async function* awsChunked(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = new Reader(source);
  try {
    for (;;) {
      const size = chunkSize(await reader.line());
      if (size === 0) break;
      yield* reader.bytes(size);
      const end = await reader.line();
      if (end === undefined) throw incomplete();
      if (end !== '') throw malformed('a chunk is longer than its size says');
    }
    await readTrailers(reader, trailers);
  } finally {
    await reader.close();
  }
}

async function readTrailers(reader: Reader, trailers: Map<string, string>): Promise<void> {
  for (let line = await reader.line(); line !== undefined && line !== ''; line = await reader.line()) {
    const colon = line.indexOf(':');
    if (colon < 1) throw new S3Error('MalformedTrailerError', `"${line}" must be a trailer, <name>:<value>`);
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

function chunkSize(line: string | undefined): number {
  if (line === undefined) throw incomplete();
  const size = line.split(';', 1)[0]!.trim();
  if (!/^[0-9a-f]{1,12}$/i.test(size)) throw malformed(`"${size}" must be a chunk's size in hex digits`);
  return Number.parseInt(size, 16);
}

const incomplete = () =>
  new S3Error('IncompleteBody', 'The aws-chunked body ends before its last chunk, the one of size 0.');

const malformed = (what: string) =>
  new S3Error('InvalidChunkSizeError', `The body is not aws-chunked: ${what}.`);

const LONGEST_LINE = 16 * 1024;

class Reader {
  private rest: Buffer = Buffer.alloc(0);
  private readonly source: AsyncIterator<Buffer>;

  constructor(source: AsyncIterable<Buffer>) {
    this.source = source[Symbol.asyncIterator]();
  }

  /** Without its end; undefined where the source ends before it. */
  async line(): Promise<string | undefined> {
    let from = 0;
    for (;;) {
      const end = this.rest.indexOf(10, from);
      if (end >= 0) {
        const line = this.rest.toString('latin1', 0, end).replace(/\r$/, '');
        this.rest = this.rest.subarray(end + 1);
        return line;
      }
      if (this.rest.length > LONGEST_LINE) throw malformed(`a line has more than ${LONGEST_LINE} bytes`);
      from = this.rest.length;
      const next = await this.next();
      if (next === undefined) return undefined;
      this.rest = from === 0 ? next : Buffer.concat([this.rest, next]);
    }
  }

  async *bytes(count: number): AsyncGenerator<Buffer> {
    for (let missing = count; missing > 0; ) {
      if (this.rest.length === 0) {
        const next = await this.next();
        if (next === undefined) throw incomplete();
        this.rest = next;
      }
      const piece = this.rest.subarray(0, missing);
      this.rest = this.rest.subarray(piece.length);
      missing -= piece.length;
      yield piece;
    }
  }

  /** The source is read no further. */
  async close(): Promise<void> {
    await this.source.return?.();
  }

  private async next(): Promise<Buffer | undefined> {
    const { done, value } = await this.source.next();
    return done === true ? undefined : value;
  }
}
