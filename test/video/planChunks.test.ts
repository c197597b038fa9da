import test from 'ava';
import fc from 'fast-check';
import { type Packets, packetsOf, type Stored } from '../../video/decode/packetsOf.ts';
import { planChunks } from '../../video/planChunks.ts';

test('A film is cut at the key frames nearest to ten seconds apart', (t) => {
  const keyFrames = [0, 4, 8, 11, 16, 20, 24, 28, 32];
  t.deepEqual(planChunks({ keyFrames, duration: 40 }), [
    { number: 0, from: 0, to: 11 },
    { number: 1, from: 11, to: 20 },
    { number: 2, from: 20, to: 28 },
    { number: 3, from: 28 },
  ]);
});

test('A film without a second key frame is one chunk, as is one that is a single picture', (t) => {
  t.deepEqual(planChunks({ keyFrames: [0], duration: 3600 }), [{ number: 0, from: 0 }]);
  t.deepEqual(planChunks({ keyFrames: [], duration: 0 }), [{ number: 0, from: 0 }]);
});

test('What would be left of less than half a chunk stays with the last one', (t) => {
  const keyFrames = Array.from({ length: 13 }, (_, second) => second);
  t.is(planChunks({ keyFrames, duration: 13 }).length, 1);
});

/** A film of groups of frames, each begun by a key frame. */
interface Group {
  /** Frames that are stored after the key frame and shown before it (of an open GOP). */
  leading: number;
  trailing: number;
  /** What orders the stored frames within the leading ones and within the trailing ones. */
  seed: number;
}

interface Made extends Stored {
  group: number;
  leading: boolean;
}

/** As a demuxer would give it: in the order in which frames are decoded, with the times at which they are shown. */
function storedFilm(groups: Group[], gaps: number[], start: number): Made[] {
  let shown = 0;
  let time = start;
  const next = () => {
    const now = time;
    time += gaps[shown++ % gaps.length]!;
    return now;
  };
  return groups.flatMap(({ leading, trailing, seed }, group) => {
    const delta = (isLeading: boolean): Made => ({
      type: 'delta',
      timestamp: next(),
      group,
      leading: isLeading,
    });
    const before = Array.from({ length: group === 0 ? 0 : leading }, () => delta(true));
    const key: Made = { type: 'key', timestamp: next(), group, leading: false };
    const after = Array.from({ length: trailing }, () => delta(false));
    return [key, ...shuffled(before, seed), ...shuffled(after, seed)];
  });
}

const shuffled = <T>(all: T[], seed: number): T[] =>
  all
    .map((one, index) => ({ one, at: (index * (2 * seed + 1)) % (all.length + 1) }))
    .sort((one, other) => one.at - other.at)
    .map(({ one }) => one);

/** At most: of its group the frames before it; of the group before too where it is shown before its own key frame. */
const madeFrom = (packet: Made, stored: Made[]): Made[] =>
  stored
    .slice(0, stored.indexOf(packet))
    .filter(({ group, leading }) =>
      packet.leading
        ? group === packet.group || (group === packet.group - 1 && !leading)
        : group === packet.group && !leading,
    );

const demuxer = (stored: Made[]): Packets<Made> => ({
  keyBefore: async (time) =>
    stored.filter(({ type, timestamp }) => type === 'key' && timestamp <= time).at(-1),
  first: async () => stored[0],
  after: async (packet) => stored[stored.indexOf(packet) + 1],
});

test('Every frame that is shown belongs to one chunk, and that decodes all it is made from', async (t) => {
  const group = fc.record({
    leading: fc.integer({ min: 0, max: 4 }),
    trailing: fc.integer({ min: 0, max: 12 }),
    seed: fc.integer({ min: 0, max: 9 }),
  });
  const film = fc.record({
    groups: fc.array(group, { minLength: 1, maxLength: 12 }),
    gaps: fc.array(fc.double({ min: 0.001, max: 2, noNaN: true }), { minLength: 1, maxLength: 7 }),
    // Negative where an edit list cuts the beginning off.
    start: fc.double({ min: -5, max: 5, noNaN: true }),
    seconds: fc.double({ min: 0.1, max: 20, noNaN: true }),
  });
  await fc.assert(
    fc.asyncProperty(film, async ({ groups, gaps, start, seconds }) => {
      const stored = storedFilm(groups, gaps, start);
      const keyFrames = stored.filter(({ type }) => type === 'key').map(({ timestamp }) => timestamp);
      const duration = Math.max(0, ...stored.map(({ timestamp }) => timestamp));
      const chunks = planChunks({ keyFrames, duration }, seconds);
      const shown = new Map<Made, number>();
      for (const { from, to = Number.POSITIVE_INFINITY } of chunks) {
        const fed = new Set<Made>();
        for await (const packet of packetsOf(demuxer(stored), { from, to })) {
          if (packet.timestamp >= from && packet.timestamp < to) {
            if (!madeFrom(packet, stored).every((one) => fed.has(one))) return false;
            shown.set(packet, (shown.get(packet) ?? 0) + 1);
          }
          fed.add(packet);
        }
      }
      return stored.every((one) => (shown.get(one) ?? 0) === (one.timestamp >= 0 ? 1 : 0));
    }),
    { numRuns: 1000 },
  );
  t.pass();
});

test('Chunks follow each other without a gap, from 0 to the end, and are cut at key frames alone', (t) => {
  const film = fc.record({
    keyFrames: fc.array(fc.double({ min: -2, max: 300, noNaN: true }), { maxLength: 60 }),
    duration: fc.double({ min: 0, max: 310, noNaN: true }),
    seconds: fc.double({ min: 0.5, max: 30, noNaN: true }),
  });
  fc.assert(
    fc.property(film, ({ keyFrames, duration, seconds }) => {
      const times = [...new Set(keyFrames)].sort((one, other) => one - other);
      const chunks = planChunks({ keyFrames: times, duration }, seconds);
      return (
        chunks[0]!.from === 0 &&
        chunks.at(-1)!.to === undefined &&
        chunks.every(({ number, from, to }, index) => {
          if (number !== index) return false;
          if (to === undefined) return index === chunks.length - 1;
          return to > from && times.includes(to) && chunks[index + 1]!.from === to;
        })
      );
    }),
    { numRuns: 2000 },
  );
  t.pass();
});
