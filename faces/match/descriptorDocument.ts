import { PhotoError } from '../decode/PhotoError.ts';
import type { KnownSpace } from '../engine/knownSpaces.ts';
import { SPACE_NAME, SPACE_RULE } from '../engine/spaceName.ts';
import { checkVector } from './checkVector.ts';

/**
 * A face without its photo: an object that enrols somebody by descriptors that were made elsewhere. A JSON object whose
 * first member is `"format": "face-inbox-descriptor/1"`; `space` names the one of `descriptors` that is its own, as the
 * engine that enrolled the photo made it. Numbers are float32, little-endian, in base64.
 */
export interface DescriptorDocument {
  space: string;
  descriptors: Record<string, { descriptor: Float32Array; engine: Maker }>;
  /** Of the face in the photo that it was made from. */
  quality?: Quality;
  /** In shares of that photo. */
  box?: Box;
}

/** What described the face. */
type Maker = { name: string; weights: string };
const QUALITIES = ['sharpness', 'brightness', 'size', 'roll', 'yaw', 'pitch'] as const;
type Quality = Record<(typeof QUALITIES)[number], number>;
const SIDES = ['left', 'top', 'width', 'height'] as const;
type Box = Record<(typeof SIDES)[number], number>;

const DESCRIPTOR_FORMAT = 'face-inbox-descriptor/1';
const HEAD = /^\s*\{\s*"format"\s*:\s*"face-inbox-descriptor\//;
const HEAD_BYTES = 256;
/** The largest descriptor (16,384 numbers) in two spaces, in base64, and room for the rest. */
const MOST_BYTES = 256_000;
const MOST_SPACES = 4;
const LINE = /^[^\p{C}]{1,200}$/u;

/** Whether an object is meant as one, by its first bytes: keys and content types are only claims. */
export function isDescriptorDocument(bytes: Buffer): boolean {
  return HEAD.test(bytes.toString('utf8', 0, HEAD_BYTES));
}

/**
 * Other members than those of the document are left alone: a line of an export has more.
 * @param known what is known of some spaces; of another's vectors nothing is checked but that they are finite numbers
 * @throws PhotoError `bad-descriptor`
 */
export function readDescriptorDocument(
  text: string | Buffer,
  known: ReadonlyMap<string, KnownSpace>,
): DescriptorDocument {
  if (text.length > MOST_BYTES) throw bad(`has ${text.length} bytes, and at most ${MOST_BYTES} are read`);
  const { format, space, descriptors, quality, box } = parse(String(text));
  if (format !== DESCRIPTOR_FORMAT)
    throw bad(`has the format ${shown(format)}, and "${DESCRIPTOR_FORMAT}" is read`);
  const entries = Object.entries(Object(descriptors) as Record<string, unknown>);
  if (entries.length === 0 || entries.length > MOST_SPACES)
    throw bad(`has ${entries.length} descriptors, and must have 1 to ${MOST_SPACES}, each by its space`);
  const read = entries.map(([name, one]) => [name, readOne(name, one, known.get(name))] as const);
  const names = read.map(([name]) => name);
  if (typeof space !== 'string' || !names.includes(space))
    throw bad(
      `has the space ${shown(space)}, which must be that of one of its descriptors: ${names.join(', ')}`,
    );
  return {
    space,
    descriptors: Object.fromEntries(read),
    ...(quality !== undefined && { quality: numbers('quality', quality, QUALITIES) }),
    ...(box !== undefined && { box: numbers('box', box, SIDES) }),
  };
}

/**
 * The same document gives the same text. Written on one line.
 * @param more members that nobody has to read, after those of the document
 */
export function writeDescriptorDocument(
  { space, descriptors, quality, box }: DescriptorDocument,
  more: Record<string, unknown> = {},
): string {
  const written = Object.entries(descriptors)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { descriptor, engine }]) => [name, { engine, float32: base64(descriptor) }]);
  const ordered = { quality: quality && pick(quality, QUALITIES), box: box && pick(box, SIDES) };
  return JSON.stringify({
    ...{ format: DESCRIPTOR_FORMAT, ...more, space, descriptors: Object.fromEntries(written) },
    ...ordered,
  });
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    throw bad('is no JSON');
  }
}

function readOne(space: string, one: unknown, known: KnownSpace | undefined) {
  if (!SPACE_NAME.test(space))
    throw bad(`has the space ${shown(space)}, and its name must have ${SPACE_RULE}`);
  const { float32, engine } = Object(one) as { float32?: unknown; engine?: unknown };
  const { name, weights } = Object(engine) as Record<string, unknown>;
  const isLine = (value: unknown): value is string => typeof value === 'string' && LINE.test(value);
  if (!isLine(name) || !isLine(weights))
    throw bad(`has in ${space} the engine ${shown(engine)}, which must have a "name" and "weights", texts`);
  if (typeof float32 !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(float32))
    throw bad(`has in ${space} no "float32" in base64`);
  const bytes = Buffer.from(float32, 'base64');
  if (bytes.length % 4 !== 0) throw bad(`has in ${space} ${bytes.length} bytes, and each number takes 4`);
  const descriptor = Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(4 * at));
  const wrong = checkVector(descriptor, space, known);
  if (wrong !== undefined) throw bad(`has ${wrong}`);
  return { descriptor, engine: { name, weights } };
}

function numbers<K extends string>(name: string, value: unknown, members: readonly K[]): Record<K, number> {
  const given = Object(value) as Record<string, unknown>;
  const wrong = members.filter((member) => typeof given[member] !== 'number');
  if (wrong.length > 0)
    throw bad(`has a ${name} without the number ${wrong.map((one) => `"${one}"`).join(', ')}`);
  return pick(given as Record<K, number>, members);
}

function pick<K extends string>(value: Record<K, number>, members: readonly K[]): Record<K, number> {
  return Object.fromEntries(members.map((member) => [member, value[member]])) as Record<K, number>;
}

function base64(descriptor: Float32Array): string {
  const bytes = Buffer.alloc(4 * descriptor.length);
  descriptor.forEach((value, at) => void bytes.writeFloatLE(value, 4 * at));
  return bytes.toString('base64');
}

const shown = (value: unknown) => (JSON.stringify(value) ?? 'none').slice(0, 100);

function bad(what: string): PhotoError {
  return new PhotoError(
    'bad-descriptor',
    `The descriptor document ${what}. Export it again (\`npx face-inbox people export\`), or drop a photo in its place.`,
  );
}
