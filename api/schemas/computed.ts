import type { Schema } from '../Route.ts';
import { face } from './images.ts';
import { count, listOf, number, object, of, text, time } from './parts.ts';

/** What is computed of photos that are sent, and stored nowhere. */

const { box, landmarks, score, quality } = face.properties as Record<string, Schema>;
const FORMAT = { description: 'By content', type: 'string' };
const PICTURE = { format: FORMAT, width: count, height: count };
const ENGINE = object({ name: text, weights: text });
const TIMINGS = {
  description: 'Milliseconds a step',
  type: 'object',
  additionalProperties: { type: 'number' },
};
const SPACE = {
  description: 'Of the descriptors: only those of one space can be compared',
  type: 'string',
  minLength: 1,
};

export const foundFace = object(
  {
    ...{ box: box!, landmarks: landmarks!, score: score!, quality: quality! },
    usable: { description: 'Whether it is seen well enough to be compared', type: 'boolean' },
  },
  { descriptor: { ...listOf(number), description: 'Absent where there is nothing to describe' } },
  'A face without a name',
);

export const recognised = object(
  {
    ...PICTURE,
    people: { ...listOf(text), description: 'Who is in it, sorted', uniqueItems: true },
    faceCount: count,
    faces: listOf(of('Face')),
    engine: ENGINE,
    timings: TIMINGS,
  },
  {
    takenAt: { ...time, description: 'By EXIF, where it tells' },
    among: object(
      {
        name: { ...text, description: 'The part of the form that had the descriptors' },
        descriptors: { ...count, description: 'How many there were' },
        same: {
          type: 'boolean',
          description: 'Whether one of the faces is that of one of the descriptors',
        },
      },
      {},
      'The answer to `?among=`: the faces are then compared with these descriptors, and with nobody who is enrolled',
    ),
  },
);

const ONE = object({
  ...PICTURE,
  face: { ...count, description: 'Which of the faces is of the best pair' },
  faces: listOf(of('FoundFace')),
});

export const compared = object({
  same: { type: 'boolean', description: 'Whether the two faces of the best pair are of one person' },
  distance: { ...number, minimum: 0 },
  similarity: { ...number, minimum: 0, maximum: 100 },
  limit: { ...number, minimum: 0, description: 'Farther than this they are two people' },
  a: ONE,
  b: ONE,
  engine: ENGINE,
});

export const described = object(
  { ...PICTURE, space: SPACE, faces: listOf(of('FoundFace')), engine: ENGINE, timings: TIMINGS },
  { takenAt: time },
);

export const descriptors: Schema = {
  description: 'Descriptors, as `describe` gives them; whatever else there is of a face is not looked at',
  type: 'object',
  required: ['space', 'faces'],
  properties: {
    space: SPACE,
    faces: {
      type: 'array',
      minItems: 1,
      maxItems: 10_000,
      items: {
        type: 'object',
        properties: {
          usable: { description: 'One that is not is left out', type: 'boolean' },
          descriptor: { type: 'array', minItems: 1, maxItems: 4096, items: number },
        },
      },
    },
  },
};
