/** Boxes that have nothing but boxes in them (ISO/IEC 14496-12). */
const HOLDING = ['moov', 'trak', 'mdia', 'minf', 'dinf', 'stbl'];

/**
 * An MP4 whose boxes of one kind have other contents: the boxes around them have other sizes then, and the frames lie
 * elsewhere.
 */
function withBox(file: Buffer, type: string, change: (content: Buffer) => Buffer): Buffer {
  const changed = rewritten(file, (kind, content) => (kind === type ? change(content) : content));
  const moved = changed.length - file.length;
  // The index lies before the frames in these films.
  return rewritten(changed, (kind, content) => {
    if (kind !== 'stco') return content;
    const copy = Buffer.from(content);
    for (let at = 8; at < copy.length; at += 4) copy.writeUInt32BE(copy.readUInt32BE(at) + moved, at);
    return copy;
  });
}

function rewritten(content: Buffer, change: (type: string, content: Buffer) => Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= content.length; ) {
    const size = content.readUInt32BE(at);
    const type = content.toString('latin1', at + 4, at + 8);
    const inner = content.subarray(at + 8, at + size);
    parts.push(box(type, HOLDING.includes(type) ? rewritten(inner, change) : change(type, inner)));
    at += size;
  }
  return Buffer.concat(parts);
}

export function box(type: string, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}

/** The name of the kind of frames: the sample entry's. */
export const withFrameKind = (file: Buffer, name: string): Buffer =>
  withBox(file, 'stsd', (content) => {
    const copy = Buffer.from(content);
    copy.write(name, 12, 'latin1');
    return copy;
  });

/** A data reference to another place, in the stead of "in this file". */
export const withReference = (file: Buffer, kind: 'url ' | 'urn ' | 'alis', to: string): Buffer =>
  withBox(file, 'dref', (content) =>
    Buffer.concat([content.subarray(0, 8), box(kind, Buffer.alloc(4), Buffer.from(`${to}\0`))]),
  );

/** An MP4 of a length of nothing: without one frame. */
export function withoutFrames(file: Buffer): Buffer {
  const none = (content: Buffer, countAt: number) => {
    const copy = Buffer.from(content.subarray(0, countAt + 4));
    copy.writeUInt32BE(0, countAt);
    return copy;
  };
  return ['stts', 'ctts', 'stsc', 'stss', 'stco'].reduce(
    (film, type) => withBox(film, type, (content) => none(content, 4)),
    withBox(file, 'stsz', (content) => none(content, 8)),
  );
}

/** An MP4 that says its frames are encrypted, by the common scheme (ISO/IEC 23001-7). */
export function saidEncrypted(file: Buffer): Buffer {
  const scheme = box(
    'sinf',
    box('frma', Buffer.from('avc1')),
    box('schm', Buffer.alloc(4), Buffer.from('cenc'), Buffer.from([0, 1, 0, 0])),
  );
  return withBox(withFrameKind(file, 'encv'), 'stsd', (content) => {
    const whole = Buffer.concat([content, scheme]);
    whole.writeUInt32BE(content.readUInt32BE(8) + scheme.length, 8);
    return whole;
  });
}
