import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import Draft4 from 'ajv-draft-04';
import test from 'ava';
import { eventSchemas } from '../schemas/eventSchemas.ts';
import { toDraft4 } from '../schemas/toDraft4.ts';

const EVENTS = resolve(import.meta.dirname, '../../../events');
const files = Object.fromEntries(
  readdirSync(EVENTS).map((name) => [name, JSON.parse(readFileSync(join(EVENTS, name), 'utf8'))]),
);
type Value = { [name: string]: unknown };

const FACE = {
  box: { left: 0.1, top: 0.2, width: 0.3, height: 0.4 },
  landmarks: [1, 2, 3, 4, 5].map((x) => ({ x, y: 0.5 })),
  score: 0.9,
  quality: { sharpness: 1, brightness: 100, size: 50, roll: -3, yaw: 0, pitch: 0 },
  ...{
    decision: 'matched',
    person: 'ann',
    distance: 0.3,
    similarity: 98,
    matchedPhoto: 'people/ann/1.jpg',
    limit: 0.5,
  },
  runnerUp: { person: 'bob', distance: 0.9 },
};
const CHANGE = {
  ...{ version: '1', id: 'a'.repeat(32), bucket: 'inbox', image: 'party.jpg', sequencer: 'F'.repeat(32) },
};
const LOOK = { etag: 'e', bytes: 5, analysedAt: '2026-01-02T03:04:05.678Z', timings: { decode: 1.5 } };
const PICTURE = {
  ...{ format: 'jpeg', width: 4, height: 3, takenAt: '2026-01-02T03:04:05Z', faceCount: 1, faces: [FACE] },
  engine: { name: 'onnx', weights: 'w' },
};
const { landmarks: _, ...SEEN } = FACE;
const FILM = {
  ...{ format: 'mp4', codec: 'h264', width: 4, height: 3, duration: 9.5, frameRate: 25 },
  ...{ takenAt: '2026-01-02T03:04:05Z', engine: PICTURE.engine, frames: 40, chunks: 1, trackCount: 4 },
  tracks: [{ ...SEEN, ...{ from: 1, to: 3.2, samples: 7, time: 2.04, unknown: 1 } }],
};
const SAMPLES: Record<string, Value> = {
  'image-analysed': {
    ...CHANGE,
    ...LOOK,
    ...PICTURE,
    status: 'analysed',
    facesLeftOut: 2,
    people: ['ann', 'bob'],
  },
  'image-rejected': { ...CHANGE, ...LOOK, status: 'rejected', reason: 'empty', message: 'm' },
  'image-removed': { ...CHANGE, status: 'removed' },
  'person-enrolled': { ...CHANGE, ...LOOK, ...PICTURE, status: 'enrolled', person: 'ann' },
  'enrolment-rejected': {
    ...CHANGE,
    ...LOOK,
    status: 'rejected',
    reason: 'no-face',
    message: 'm',
    person: 'ann',
  },
  'video-analysed': {
    ...{ ...CHANGE, ...LOOK, ...FILM },
    ...{ status: 'analysed', kind: 'video', people: ['ann'], unknownPeople: 1 },
    missing: [{ from: 1, to: 2.5, reason: 'damaged', message: 'm' }],
    ...{ tracksLeftOut: 3, tracksAt: { bucket: 'results', key: 'x.json' } },
  },
  'person-removed': { ...CHANGE, status: 'removed', person: 'ann' },
};

/** Values of every kind in the place of a value, and around every bound that the schemas have. */
const OTHERS = [null, true, '', 'x', -1, -0.5, 0, 0.5, 1, 1.5, 2, 101, 256, [], {}, ['a', 'a'], '2026-01-02'];

/** Samples with one thing changed, at any depth: left out, added, or another value. */
function* changed(value: unknown): Generator<unknown> {
  yield* OTHERS;
  if (Array.isArray(value)) {
    yield value.slice(1);
    yield [...value, ...value];
    for (const [at, one] of value.entries()) for (const other of changed(one)) yield value.with(at, other);
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, added: 1 };
    for (const [name, one] of Object.entries(value)) {
      const { [name]: _, ...rest } = value as Value;
      yield rest;
      for (const other of changed(one)) yield { ...value, [name]: other };
    }
  }
}

const formats = { 'date-time': (text: string) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) };
const event = (title: unknown, detail: unknown): Value => ({
  ...{
    version: '0',
    id: 'x',
    account: '1',
    region: 'us-east-1',
    time: '2026-01-02T03:04:05Z',
    resources: [],
  },
  ...{ 'detail-type': title, source: 'face-inbox', detail },
});

test('there is a schema for each event, and a sample of each here', (t) => {
  t.deepEqual(
    eventSchemas().map(({ file }) => file),
    Object.keys(files)
      .filter((name) => !['face.json', 'track.json'].includes(name))
      .map((name) => name.replace('.json', ''))
      .sort(),
  );
  t.deepEqual(
    Object.keys(SAMPLES).sort(),
    eventSchemas().map(({ file }) => file),
  );
});

for (const { file, content } of eventSchemas())
  test(`the registry's schema of ${file} takes and refuses what the project's own does`, (t) => {
    const ajv = new Ajv2020.default({ formats, schemas: Object.values(files) });
    const own = ajv.getSchema(`${file}.json`)!;
    const inRegistry = new Draft4.default({ formats, strict: false }).compile(content);
    const title = content.title;
    t.true(own(SAMPLES[file]), JSON.stringify(own.errors));
    t.true(inRegistry(event(title, SAMPLES[file])), JSON.stringify(inRegistry.errors));
    t.false(inRegistry(event('Another', SAMPLES[file])));
    const counts = { taken: 0, refused: 0 };
    for (const detail of changed(SAMPLES[file])) {
      const verdict = own(detail);
      counts[verdict ? 'taken' : 'refused']++;
      if (inRegistry(event(title, detail)) !== verdict)
        t.fail(`${verdict ? 'refuses' : 'takes'} ${JSON.stringify(detail)}`);
    }
    t.true(counts.taken > 4 && counts.refused > 100, JSON.stringify(counts));
  });

test('a schema is small enough for the registry, and refers to nothing outside of it', (t) => {
  for (const { content } of eventSchemas()) {
    const text = JSON.stringify(content);
    t.true(text.length < 65_536);
    t.notRegex(text, /\$ref|\$id|"const"|2020-12/);
    t.is(content.$schema, 'http://json-schema.org/draft-04/schema#');
  }
});

test('a keyword that is not translated is refused, not dropped', (t) => {
  for (const schema of [
    { if: {} },
    { items: { prefixItems: [] } },
    { properties: { a: { exclusiveMinimum: 0 } } },
  ])
    t.throws(() => toDraft4(schema, {}), { message: /is not translated to draft 4\. Teach / });
  t.throws(() => toDraft4({ $ref: '#/$defs/a' }, {}), { message: /only a whole file beside it/ });
  t.throws(() => toDraft4({ $ref: 'a.json', title: 'x' }, { 'a.json': {} }), {
    message: /nothing else beside/,
  });
});
