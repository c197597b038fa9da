import type { VideoSource } from '../VideoSource.ts';

/** Element IDs (RFC 9559, section 5). */
const ID = {
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  seekPosition: 0x53ac,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackType: 0x83,
  contentEncodings: 0x6d80,
  contentEncoding: 0x6240,
  contentEncryption: 0x5035,
  cluster: 0x1f43b675,
  cues: 0x1c53bb6b,
  cuePoint: 0xbb,
  cueTime: 0xb3,
  cueTrackPositions: 0xb7,
  cueTrack: 0xf7,
};
const VIDEO = 1;
/** Of a head's elements; a film of ten hours with a key frame a second has 36,000 cues, of five elements each. */
const MOST_BYTES = 16_000_000;

interface Element {
  id: number;
  /** Of its content, within what it was read from. */
  start: number;
  end: number;
}

/** What a demuxer of Matroska or WebM does not tell. */
export interface MatroskaHead {
  encrypted: boolean;
  /** Seconds, by the index of the video track; absent where the file has none. */
  keyFrames?: number[];
}

/** @throws RangeError where an element lies outside its own. */
export async function readMatroskaHead(source: VideoSource): Promise<MatroskaHead> {
  const { bytes } = source;
  const headOf = async (at: number): Promise<Element> => {
    const element = elementAt(Buffer.from(await source.read(at, Math.min(bytes, at + 12))), 0);
    return { id: element.id, start: at + element.start, end: Math.min(bytes, at + element.end) };
  };
  const contentOf = async ({ start, end }: Element): Promise<Buffer> =>
    end - start > MOST_BYTES ? Buffer.alloc(0) : Buffer.from(await source.read(start, end));

  const ebml = await headOf(0);
  const segment = await headOf(ebml.end);
  if (segment.id !== ID.segment) return { encrypted: false };
  let scale = 1_000_000; // nanoseconds a tick, where nothing is said
  let tracks: Track[] = [];
  let cues: Buffer | undefined;
  let cuesAt: number | undefined;
  for (let at = segment.start; at + 12 <= segment.end; ) {
    const element = await headOf(at);
    if (element.id === ID.cluster) break;
    if (element.id === ID.seekHead) cuesAt = placeOfCues(await contentOf(element)) ?? cuesAt;
    if (element.id === ID.info) scale = numberIn(await contentOf(element), ID.timestampScale) ?? scale;
    if (element.id === ID.tracks) tracks = tracksIn(await contentOf(element));
    if (element.id === ID.cues) cues = await contentOf(element);
    at = element.end;
  }
  if (!cues && cuesAt !== undefined && segment.start + cuesAt + 12 <= bytes) {
    const element = await headOf(segment.start + cuesAt);
    if (element.id === ID.cues) cues = await contentOf(element);
  }
  const video = tracks.find(({ type }) => type === VIDEO);
  const times = cues && video ? cueTimes(cues, video.number) : [];
  return {
    encrypted: tracks.some(({ type, encrypted }) => type === VIDEO && encrypted),
    // Divided as its demuxer does, so that the same time is the same number.
    ...(times.length > 0 && { keyFrames: times.map((time) => time / (1e9 / scale)) }),
  };
}

interface Track {
  number?: number;
  type?: number;
  encrypted: boolean;
}

const tracksIn = (content: Buffer): Track[] =>
  all(content, ID.trackEntry).map((entry) => ({
    number: numberIn(entry, ID.trackNumber),
    type: numberIn(entry, ID.trackType),
    encrypted: all(entry, ID.contentEncodings)
      .flatMap((encodings) => all(encodings, ID.contentEncoding))
      .some((encoding) => all(encoding, ID.contentEncryption).length > 0),
  }));

const placeOfCues = (seekHead: Buffer): number | undefined =>
  all(seekHead, ID.seek)
    .filter((seek) => numberIn(seek, ID.seekId) === ID.cues)
    .map((seek) => numberIn(seek, ID.seekPosition))[0];

const cueTimes = (cues: Buffer, track: number | undefined): number[] =>
  all(cues, ID.cuePoint)
    .filter((point) =>
      all(point, ID.cueTrackPositions).some((position) => numberIn(position, ID.cueTrack) === track),
    )
    .map((point) => numberIn(point, ID.cueTime) ?? 0);

/** The contents of all elements of one kind that lie directly in this. */
function all(content: Buffer, id: number): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < content.length; ) {
    const element = elementAt(content, at);
    if (element.id === id) found.push(content.subarray(element.start, element.end));
    at = element.end;
  }
  return found;
}

function numberIn(content: Buffer, id: number): number | undefined {
  const [bytes] = all(content, id);
  return bytes && bytes.length > 0 && bytes.length <= 6 ? bytes.readUIntBE(0, bytes.length) : undefined;
}

/** Identifier and size are numbers whose first byte's leading zeros tell their length (RFC 8794, sections 4 to 6). */
function elementAt(bytes: Buffer, at: number): Element {
  const idLength = Math.clz32(bytes.readUInt8(at)) - 23;
  const sizeAt = at + idLength;
  const sizeLength = Math.clz32(bytes.readUInt8(sizeAt)) - 23;
  if (idLength > 4 || sizeLength > 8) throw new RangeError(`There is no element at byte ${at}.`);
  let size = bytes.readUInt8(sizeAt) & (0xff >> sizeLength);
  let unknown = size === 0xff >> sizeLength;
  for (let index = 1; index < sizeLength; index++) {
    const byte = bytes.readUInt8(sizeAt + index);
    unknown &&= byte === 0xff;
    size = size * 256 + byte;
  }
  const start = sizeAt + sizeLength;
  return { id: bytes.readUIntBE(at, idLength), start, end: unknown ? Number.MAX_SAFE_INTEGER : start + size };
}
