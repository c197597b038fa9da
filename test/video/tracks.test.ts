import test from 'ava';
import fc from 'fast-check';
import { joinChunks } from '../../video/analyse/joinChunks.ts';
import { packTracks, unpackTracks } from '../../video/analyse/packTracks.ts';
import { at, type Face, film, LIMIT, spans, tracksOf, type WorldFrame } from './support/world.ts';

const whole = (frames: WorldFrame[]) => joinChunks([tracksOf(frames)], { limit: LIMIT });

function inParts(frames: WorldFrame[], cuts: number[]) {
  const bounds = [0, ...cuts, frames.length];
  const parts = bounds.slice(1).map((to, part) => tracksOf(frames.slice(bounds[part]!, to)));
  return joinChunks(
    parts.map((tracks) => unpackTracks(packTracks(tracks))),
    { limit: LIMIT },
  );
}

test('Two people who walk past each other are two tracks, by their descriptors', (t) => {
  const tracks = whole(film(5, (time) => [at(0.15 * time, 1), at(0.8 - 0.15 * time, 2)]));
  t.deepEqual(spans(tracks), [
    [0, 4.96],
    [0, 4.96],
  ]);
  for (const { first, last, best } of tracks) {
    const [begin, end] = [first.box.left, last.box.left];
    t.is(end > begin, best.descriptor![0] === 1);
  }
});

test('Another face at the same place, after a cut, begins a track of its own', (t) => {
  const frames = film(
    4,
    (time) => [at(0.4, time < 2 ? 1 : 2)],
    (time) => (time < 2 ? 0 : 1),
  );
  t.deepEqual(spans(whole(frames)), [
    [0, 1.96],
    [2, 3.96],
  ]);
  t.deepEqual(spans(inParts(frames, [50])), spans(whole(frames)), 'and where a chunk begins with the cut');
});

test('Who is on the screen on both sides of a cut is one track', (t) => {
  const frames = film(
    4,
    (time) => [at(time < 2 ? 0.4 : 0.5, 1)],
    (time) => (time < 2 ? 0 : 1),
  );
  t.deepEqual(spans(whole(frames)), [[0, 3.96]]);
});

test('A face that is not seen for a moment, or jumps, stays the same track', (t) => {
  t.is(whole(film(2, (time) => (time > 1 && time < 1.2 ? [] : [at(0.4, 1)]))).length, 1);
  t.is(whole(film(2, (time) => (time > 1 && time < 1.5 ? [] : [at(0.4, 1)]))).length, 2);
  t.is(whole(film(2, (time) => [at(time < 1 ? 0.4 : 0.6, 1)])).length, 1, 'known by its descriptor');
  t.is(whole(film(2, (time) => [at(time < 1 ? 0.4 : 0.6, time < 1 ? 1 : 2)])).length, 2);
});

test('A face is followed where it is faint, and counts from and until it is seen well', (t) => {
  const score = (time: number) => (time < 0.5 || time >= 3 ? 0.3 : time >= 1 && time < 2 ? 0.25 : 0.8);
  const [track, ...others] = whole(film(4, (time) => [at(0.4, 1, score(time))]));
  t.deepEqual([track!.from, track!.to, others.length], [0.52, 2.96, 0]);
});

test('What is never surely a face is none', (t) => {
  t.deepEqual(whole(film(2, () => [at(0.4, 1, 0.45)])), []);
});

test('A face that only another chunk tells for sure is one track with it', (t) => {
  const frames = film(4, (time) => [at(0.4, 1, time < 2 ? 0.9 : 0.45)]);
  t.deepEqual(spans(inParts(frames, [50])), [[0, 3.96]]);
  t.deepEqual(spans(inParts(frames, [25, 50, 75])), [[0, 3.96]]);
});

const between = (low: number, high: number) => fc.integer({ min: low, max: high });
/** Somebody at one height of the picture, coming and going, moving slowly. */
const person = fc.record({
  shown: fc.array(fc.tuple(between(0, 150), between(10, 90)), { minLength: 1, maxLength: 3 }),
  start: between(0, 8),
  speed: between(-3, 3),
  faint: between(0, 150),
});

test('A film in parts has the tracks that it has as one', (t) => {
  fc.assert(
    fc.property(
      fc.array(person, { minLength: 1, maxLength: 4 }),
      // A chunk is longer than a face is faint.
      fc.uniqueArray(between(1, 9), { maxLength: 6 }),
      fc.uniqueArray(between(1, 149), { maxLength: 3 }),
      (people, cuts, scenes) => {
        const seen = (frame: number): Face[] =>
          people.flatMap(({ shown, start, speed, faint }, number) => {
            if (!shown.some(([from, length]) => frame >= from && frame < from + length)) return [];
            const left = start / 10 + (speed * frame) / 2000;
            // For less than the patience: what is no more than faint between a cut and a chunk's end is not handed on.
            const score = Math.abs(frame - faint) < 3 ? 0.3 : 0.9;
            return [{ person: number, score, box: { left, top: number / 4, width: 0.08, height: 0.15 } }];
          });
        const frames = film(
          6,
          (time) => seen(Math.round(time * 25)),
          (time) => scenes.filter((frame) => frame <= Math.round(time * 25)).length,
        );
        const sorted = cuts.sort((a, b) => a - b).map((cut) => 15 * cut + 4);
        t.deepEqual(spans(inParts(frames, sorted)).sort(), spans(whole(frames)).sort());
      },
    ),
    { numRuns: 300 },
  );
});
