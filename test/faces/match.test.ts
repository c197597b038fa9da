import test from 'ava';
import { DLIB_RESNET } from '../../faces/engine/dlibResnet.ts';
import { faceAt } from '../../faces/match/faceAt.ts';
import { type Described, euclidean } from '../../faces/match/Gallery.ts';
import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';
import { SpaceError } from '../../faces/match/SpaceError.ts';
import { similarity, sureMargin } from '../../faces/match/similarity.ts';
import { identifyIn } from './support/identifyIn.ts';

const { calibration } = DLIB_RESNET.spaces.trained;
const RULE = { limit: 0.55, calibration, once: true };

const SPACE = 'a-space-128';

/** A descriptor of 128 numbers that begins with these: distances are those of the beginnings. */
const at = (...numbers: number[]): Described => ({
  descriptor: Float32Array.from({ length: 128 }, (_, index) => numbers[index] ?? 0),
  space: SPACE,
});

const enrolled = (people: Record<string, Described[]>) =>
  Object.entries(people).flatMap(([person, faces]) =>
    faces.map((face, index) => ({ person, photo: `people/${person}/${index}.jpg`, ...face })),
  );

const gallery = (people: Record<string, Described[]>) => new MemoryGallery(SPACE, enrolled(people));

/** Distances as written in the tests, without what 32 bits add. */
const rounded = (value: unknown) =>
  JSON.parse(JSON.stringify(value, (_, part) => (typeof part === 'number' ? Number(part.toFixed(4)) : part)));

test('A face is named by the nearest enrolled photo, and the nearest other person is told', (t) => {
  const known = gallery({ ann: [at(0.9), at(0.2)], ben: [at(0, 0.4)], cid: [at(2)] });
  const [face] = identifyIn([at()], known, RULE);
  t.deepEqual(rounded(face), {
    decision: 'matched',
    person: 'ann',
    photo: 'people/ann/1.jpg',
    distance: 0.2,
    limit: 0.55,
    similarity: rounded(similarity(0.2, calibration)),
    runnerUp: { person: 'ben', distance: 0.4 },
  });
});

test('A face beyond the limit of everyone is unknown, whoever is the nearest', (t) => {
  const known = gallery({ ann: [at(0.56)], ben: [at(0.9)] });
  t.deepEqual(rounded(identifyIn([at()], known, RULE)), [
    { decision: 'unknown', limit: 0.55, runnerUp: { person: 'ann', distance: 0.56 } },
  ]);
});

test('A face exactly at the limit is within it', (t) => {
  const [face] = identifyIn([at()], gallery({ ann: [at(0.5)] }), { ...RULE, limit: 0.5 });
  t.is(face!.decision, 'matched');
});

test('Of two faces near one person only the nearer one is named', (t) => {
  const faces = identifyIn([at(0.3), at(0.1)], gallery({ ann: [at()] }), RULE);
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
  const [far, near] = rounded(identifyIn([at(0.2), at(0.1)], known, RULE));
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
  const faces = rounded(identifyIn([at(0.2), at(0.1)], known, { ...RULE, once: false }));
  t.deepEqual(
    faces.map(({ person, distance }: { person: string; distance: number }) => [person, distance]),
    [
      ['ann', 0.2],
      ['ann', 0.1],
    ],
  );
});

test('With once off a face beyond the limit is unknown all the same', (t) => {
  const [face] = identifyIn([at(0.9)], gallery({ ann: [at()] }), { ...RULE, once: false });
  t.is(face!.decision, 'unknown');
});

test('A face between two people is ambiguous and named nobody, and with the nearer much nearer it is that one', (t) => {
  const known = gallery({ ann: [at(0.3)], ben: [at(0, 0.33)], cid: [at(0, 0, 0.56)] });
  for (const once of [true, false])
    t.deepEqual(rounded(identifyIn([at()], known, { ...RULE, once })), [
      { decision: 'unknown', limit: 0.55, ambiguous: true, runnerUp: { person: 'ann', distance: 0.3 } },
    ]);
  const margin = sureMargin(calibration);
  t.true(Math.abs(margin - 0.041) < 0.001);
  const [surely] = identifyIn([at()], gallery({ ann: [at(0.3)], ben: [at(0, 0.301 + margin)] }), RULE);
  t.like(surely, { decision: 'matched', person: 'ann' });
  // At the margin the odds are nine to one.
  const odds = (distance: number) =>
    similarity(distance, calibration) / (100 - similarity(distance, calibration));
  t.true(Math.abs(odds(0.3) / odds(0.3 + margin) - 9) < 1e-6);
});

test('Two photos of one person, and a rival beyond the limit, make nobody ambiguous', (t) => {
  const known = gallery({ ann: [at(0.54), at(0, 0.54)], ben: [at(0, 0, 0.551)] });
  t.like(identifyIn([at()], known, RULE)[0], { decision: 'matched', person: 'ann' });
});

test('A person whom another face of the photo shows is no rival, unless a person may be named twice', (t) => {
  const known = gallery({ ann: [at(0.3)], ben: [at(0, 0.31)] });
  const faces = [at(), at(0, 0.2)];
  const named = (once: boolean) =>
    identifyIn(faces, known, { ...RULE, once }).map((face) => ('person' in face ? face.person : undefined));
  t.deepEqual(named(true), ['ann', 'ben']);
  t.deepEqual(named(false), [undefined, 'ben']);
});

test('Nobody enrolled: every face is unknown, and there is no runner-up', (t) => {
  for (const once of [true, false])
    t.deepEqual(identifyIn([at(), at(1)], gallery({}), { ...RULE, once }), [
      { decision: 'unknown', limit: 0.55 },
      { decision: 'unknown', limit: 0.55 },
    ]);
});

test('One person enrolled: a match has no runner-up', (t) => {
  t.false('runnerUp' in identifyIn([at()], gallery({ ann: [at(0.1)] }), RULE)[0]!);
});

test('A face without descriptor is unusable and takes nobody from the others', (t) => {
  const known = gallery({ ann: [at()] });
  for (const once of [true, false]) {
    const faces = identifyIn([undefined, at(0.1)], known, { ...RULE, once });
    t.deepEqual(faces[0], { decision: 'unusable' });
    t.is(faces[1]!.decision, 'matched');
  }
});

test('A photo without faces has no identities', (t) => {
  t.deepEqual(identifyIn([], gallery({ ann: [at()] }), RULE), []);
});

test('At equal distances the first name of the alphabet and the first face win, in whatever order people were enrolled', (t) => {
  const people = { ann: [at(0, 0.3)], ben: [at(0, -0.3)] };
  const reversed = Object.fromEntries(Object.entries(people).reverse());
  for (const known of [gallery(people), gallery(reversed)])
    t.deepEqual(
      identifyIn([at(), at()], known, RULE).map((face) => 'person' in face && face.person),
      ['ann', 'ben'],
    );
});

const elsewhere = { ...at(0.1), space: 'another-128' };
const TWO_SPACES = {
  instanceOf: SpaceError,
  message:
    /another-128 cannot be compared with one of a-space-128|a-space-128 cannot be compared with one of another-128/,
};

test('Two spaces are never compared: it is an error, and no number', (t) => {
  t.true(euclidean(at(), at(0.1)) > 0);
  t.throws(() => euclidean(at(), elsewhere), TWO_SPACES);
  t.throws(() => euclidean(elsewhere, at()), TWO_SPACES);
});

test('A gallery takes in nobody of another space', (t) => {
  const error = t.throws(() => gallery({ ann: [at(), elsewhere] }), TWO_SPACES);
  t.regex(error!.message, /npx face-inbox reenrol/);
});

test('A face of another space is an error for a whole photo, even where nobody is enrolled', (t) => {
  for (const known of [gallery({}), gallery({ ann: [at()] })])
    for (const once of [true, false])
      t.throws(() => identifyIn([at(), undefined, elsewhere], known, { ...RULE, once }), TWO_SPACES);
});

test('Descriptors of different lengths are never compared, whatever they are said to be', (t) => {
  const longer = { descriptor: new Float32Array(512), space: SPACE };
  for (const compare of [
    () => identifyIn([at()], gallery({ ann: [longer] }), RULE),
    () => euclidean(at(), longer),
  ])
    t.throws(compare, { instanceOf: SpaceError, message: /128 and 512.*a-space-128/ });
});

test('A face is found again where another detector framed it a little otherwise, and not beside it', (t) => {
  const box = { x: 100, y: 100, width: 100, height: 100 };
  const faces = [
    { name: 'beside', box: { x: 190, y: 100, width: 100, height: 100 } },
    { name: 'shifted', box: { x: 120, y: 90, width: 90, height: 110 } },
    { name: 'within', box: { x: 130, y: 130, width: 40, height: 40 } },
    { name: 'around', box: { x: 60, y: 40, width: 180, height: 190 } },
  ];
  t.is(faceAt(faces, box)?.name, 'shifted');
  t.is(faceAt(faces.toReversed(), box)?.name, 'shifted');
  t.is(faceAt([faces[3]!], box)?.name, 'around');
  t.is(faceAt([faces[0]!, faces[2]!], box), undefined);
  t.is(faceAt([], box), undefined);
});

test('Similarity falls with the distance, with the built-in recogniser from 100 through 50 at 0.559 to 0', (t) => {
  const values = Array.from({ length: 141 }, (_, step) => similarity(step / 100, calibration));
  t.true(values.every((value, index) => index === 0 || value < values[index - 1]!));
  t.true(values[0]! > 99.9 && values[0]! <= 100);
  t.true(values.at(-1)! < 0.1 && values.at(-1)! >= 0);
  // Halfway between the two means that dlibResnet.ts names.
  t.true(Math.abs(similarity((0.403 + 0.714) / 2, calibration) - 50) < 1e-6);
});

test('Similarity is that of the calibration: 50 at its even distance, and the steeper the surer', (t) => {
  const [gentle, steep] = [10, 40].map((slope) => ({ even: 1.1, slope }));
  for (const each of [gentle!, steep!]) t.is(similarity(1.1, each), 50);
  t.true(similarity(1, steep!) > similarity(1, gentle!) && similarity(1, gentle!) > 50);
  const [face] = identifyIn([at()], gallery({ ann: [at(1)] }), {
    limit: 1.2,
    calibration: steep!,
    once: true,
  });
  t.is(face!.decision === 'matched' && face!.similarity, similarity(1, steep!));
});
