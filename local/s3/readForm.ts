import { S3Error } from './S3Error.ts';
import type { S3Request } from './S3Request.ts';

/** A form as browsers send it (RFC 7578), up to its file. */
export interface Form {
  /** By name in small letters; of two with one name the first. */
  fields: Map<string, string>;
  /** Without its folders; empty where none was given. */
  filename: string;
  /** The content of the field `file`. What comes after it is ignored, as S3 does. */
  file: AsyncIterable<Buffer>;
}

/** S3 API reference, "Creating an HTML form": "the form data and boundaries (excluding the contents of the file) cannot exceed 20 KB". */
const MAX_BYTES = 20 * 1024;

/** Throws MalformedPOSTRequest, MaxPostPreDataLengthExceededError, or InvalidArgument where there is no file. */
export async function readForm({ http, headers }: S3Request): Promise<Form> {
  const type = headers.get('content-type') ?? '';
  const boundary = /^multipart\/form-data\s*;.*\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/is.exec(type);
  if (boundary === null) {
    throw malformed(`Its Content-Type is "${type}", it must be multipart/form-data with a boundary.`);
  }
  // Not destroyed when a reader breaks off: the client is still to be told why.
  const source = http.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  const reader = new FormReader(source, boundary[1] ?? boundary[2]!);
  const fields = new Map<string, string>();
  await reader.skipPreamble();
  while (await reader.atPart()) {
    const { name, filename } = dispositionOf(await reader.head());
    if (name === 'file') return { fields, filename: baseName(filename), file: reader.content() };
    const value = await reader.value();
    if (!fields.has(name)) fields.set(name, value);
  }
  throw new S3Error('InvalidArgument', 'POST requires exactly one file upload per request.', {
    ArgumentName: 'file',
    ArgumentValue: 0,
  });
}

const malformed = (why: string) =>
  new S3Error(
    'MalformedPOSTRequest',
    `The body of your POST request is not well-formed multipart/form-data. ${why}`,
  );

function dispositionOf(head: string): { name: string; filename: string } {
  const line = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(head)?.[1];
  const name = line === undefined ? undefined : /(?:^|[;\s])name="((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
  if (line === undefined || name === undefined) throw malformed(`A part has no name: ${head}`);
  const extended = /filename\*=utf-8''([^;\s]+)/i.exec(line)?.[1];
  const plain = /filename="((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? '';
  return { name: unquote(name).toLowerCase(), filename: fromExtended(extended) ?? unquote(plain) };
}

function fromExtended(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    throw malformed(`The file's name "${text}" must be percent-encoded UTF-8.`);
  }
}

/** Browsers write a quote as %22 (HTML, "multipart/form-data encoding algorithm"), others escape it; a lone backslash is one. */
const unquote = (text: string) => text.replace(/\\(["\\])/g, '$1').replace(/%22/g, '"');

/** Some clients send a whole path, of Windows too. */
const baseName = (path: string) => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

/** Holds no more than a chunk of the source and what the 20 KB allow. */
class FormReader {
  // The first boundary too is to be found behind a line break.
  private rest: Buffer = Buffer.from('\r\n');
  private readonly source: AsyncIterator<Buffer>;
  private readonly delimiter: Buffer;
  private left = MAX_BYTES;

  constructor(source: AsyncIterable<Buffer>, boundary: string) {
    this.source = source[Symbol.asyncIterator]();
    this.delimiter = Buffer.from(`\r\n--${boundary}`);
  }

  async skipPreamble(): Promise<void> {
    await this.until(this.delimiter);
  }

  /** Behind a boundary: whether a part follows, or the form ends. */
  async atPart(): Promise<boolean> {
    const line = await this.until(Buffer.from('\n'), (rest) => rest.subarray(0, 2).equals(Buffer.from('--')));
    if (line === undefined) return false;
    if (line.toString().trim() === '') return true;
    throw malformed(`A boundary is followed by "${line.toString().trim()}".`);
  }

  async head(): Promise<string> {
    return (await this.until(Buffer.from('\r\n\r\n')))!.toString();
  }

  async value(): Promise<string> {
    return (await this.until(this.delimiter))!.toString();
  }

  async *content(): AsyncGenerator<Buffer> {
    for (;;) {
      const end = this.rest.indexOf(this.delimiter);
      if (end >= 0) {
        if (end > 0) yield this.rest.subarray(0, end);
        return;
      }
      const sure = this.rest.length - this.delimiter.length + 1;
      if (sure > 0) {
        yield this.rest.subarray(0, sure);
        this.rest = this.rest.subarray(sure);
      }
      await this.fill();
    }
  }

  /** What is before `mark`, which is taken too; undefined as soon as `stop` says so. */
  private async until(mark: Buffer, stop: (rest: Buffer) => boolean = () => false) {
    for (;;) {
      if (stop(this.rest)) return undefined;
      const end = this.rest.indexOf(mark);
      const taken = end < 0 ? this.rest.length : end + mark.length;
      if (taken > this.left) {
        throw new S3Error(
          'MaxPostPreDataLengthExceededError',
          `Your POST request fields preceding the upload file were too large: at most ${MAX_BYTES} bytes are allowed.`,
        );
      }
      if (end >= 0) {
        const found = this.rest.subarray(0, end);
        this.rest = this.rest.subarray(taken);
        this.left -= taken;
        return found;
      }
      await this.fill();
    }
  }

  private async fill(): Promise<void> {
    const { done, value } = await this.source.next();
    if (done === true) throw malformed('It ends before its last boundary.');
    this.rest = this.rest.length === 0 ? value : Buffer.concat([this.rest, value]);
  }
}
