import test from 'ava';
import { Gallery } from '../../faces/match/Gallery.ts';
import { identify } from '../../faces/match/identify.ts';
import { similarity } from '../../faces/match/similarity.ts';

const RULE = { limit: 0.55, once: true };

/** A descriptor of 128 numbers that begins with these: distances are those of the beginnings. */
const at = (...numbers: number[]) => Float32Array.from({ length: 128 }, (_, index) => numbers[index] ?? 0);

const gallery = (people: Record<string, Float32Array[]>) =>
  new Gallery(
    'face-api-128',
    Object.entries(people).flatMap(([person, descriptors]) =>
      descriptors.map((descriptor, index) => ({
        person,
        photo: `people/${person}/${index}.jpg`,
        descriptor,
      })),
    ),
  );

/** Distances as written in the tests, without what 32 bits add. */
const rounded = (value: unknown) =>
  JSON.parse(JSON.stringify(value, (_, part) => (typeof part === 'number' ? Number(part.toFixed(4)) : part)));

test('A face is named by the nearest enrolled photo, and the nearest other person is told', (t) => {
  const known = gallery({ ann: [at(0.9), at(0.2)], ben: [at(0, 0.4)], cid: [at(2)] });
  const [face] = identify([at()], known, RULE);
  t.deepEqual(rounded(face), {
    decision: 'matched',
    person: 'ann',
    photo: 'people/ann/1.jpg',
    distance: 0.2,
    similarity: rounded(similarity(0.2)),
    runnerUp: { person: 'ben', distance: 0.4 },
  });
});

test('A face beyond the limit of everyone is unknown, whoever is the nearest', (t) => {
  const known = gallery({ ann: [at(0.56)], ben: [at(0.9)] });
  t.deepEqual(rounded(identify([at()], known, RULE)), [
    { decision: 'unknown', runnerUp: { person: 'ann', distance: 0.56 } },
  ]);
});

test('A face exactly at the limit is within it', (t) => {
  const [face] = identify([at()], gallery({ ann: [at(0.5)] }), { limit: 0.5, once: true });
  t.is(face!.decision, 'matched');
});

test('Of two faces near one person only the nearer one is named', (t) => {
  const faces = identify([at(0.3), at(0.1)], gallery({ ann: [at()] }), RULE);
  t.deepEqual(
    rounded(
      faces.map(({ decision, runnerUp }: (typeof faces)[number] & { runnerUp?: unknown }) => ({
        decision,
        runnerUp,
      })),
    ),
    [{ decision: 'unknown', runnerUp: { person: 'ann', distance: 0.3 } }, { decision: 'matched' }],
  );
});

test('The farther of two faces gets its next best person, with the one it lost as runner-up', (t) => {
  const known = gallery({ ann: [at()], ben: [at(0.5)] });
  const [far, near] = rounded(identify([at(0.2), at(0.1)], known, RULE));
  t.like(near, {
    decision: 'matched',
    person: 'ann',
    distance: 0.1,
    runnerUp: { person: 'ben', distance: 0.4 },
  });
  t.like(far, {
    decision: 'matched',
    person: 'ben',
    distance: 0.3,
    runnerUp: { person: 'ann', distance: 0.2 },
  });
});

test('With once off both faces are the same person', (t) => {
  const known = gallery({ ann: [at()], ben: [at(0.5)] });
  const faces = rounded(identify([at(0.2), at(0.1)], known, { limit: 0.55, once: false }));
  t.deepEqual(
    faces.map(({ person, distance }: { person: string; distance: number }) => [person, distance]),
    [
      ['ann', 0.2],
      ['ann', 0.1],
    ],
  );
});

test('With once off a face beyond the limit is unknown all the same', (t) => {
  const [face] = identify([at(0.9)], gallery({ ann: [at()] }), { limit: 0.55, once: false });
  t.is(face!.decision, 'unknown');
});

test('Nobody enrolled: every face is unknown, and there is no runner-up', (t) => {
  for (const once of [true, false])
    t.deepEqual(identify([at(), at(1)], gallery({}), { limit: 0.55, once }), [
      { decision: 'unknown' },
      { decision: 'unknown' },
    ]);
});

test('One person enrolled: a match has no runner-up', (t) => {
  t.false('runnerUp' in identify([at()], gallery({ ann: [at(0.1)] }), RULE)[0]!);
});

test('A face without descriptor is unusable and takes nobody from the others', (t) => {
  const known = gallery({ ann: [at()] });
  for (const once of [true, false]) {
    const faces = identify([undefined, at(0.1)], known, { limit: 0.55, once });
    t.deepEqual(faces[0], { decision: 'unusable' });
    t.is(faces[1]!.decision, 'matched');
  }
});

test('A photo without faces has no identities', (t) => {
  t.deepEqual(identify([], gallery({ ann: [at()] }), RULE), []);
});

test('At equal distances the first name of the alphabet and the first face win, in whatever order people were enrolled', (t) => {
  const people = { ann: [at(0, 0.3)], ben: [at(0, -0.3)] };
  const reversed = Object.fromEntries(Object.entries(people).reverse());
  for (const known of [gallery(people), gallery(reversed)])
    t.deepEqual(
      identify([at(), at()], known, RULE).map((face) => 'person' in face && face.person),
      ['ann', 'ben'],
    );
});

test('Descriptors of different lengths are never compared', (t) => {
  const known = gallery({ ann: [new Float32Array(512)] });
  t.throws(() => identify([at()], known, RULE), { instanceOf: RangeError, message: /128 and 512/ });
});

test('Similarity falls with the distance, from 100 through 50 at 0.547 to 0', (t) => {
  const values = Array.from({ length: 141 }, (_, step) => similarity(step / 100));
  t.true(values.every((value, index) => index === 0 || value < values[index - 1]!));
  t.true(values[0]! > 99.9 && values[0]! <= 100);
  t.true(values.at(-1)! < 0.1 && values.at(-1)! >= 0);
  // Halfway between the two means that similarity.ts names.
  t.true(Math.abs(similarity((0.421 + 0.673) / 2) - 50) < 1e-6);
});
