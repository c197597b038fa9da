import type { Schema } from '../Route.ts';
import { face } from './images.ts';
import { count, listOf, next, number, object, of, text, time } from './parts.ts';

const { box, quality, similarity } = face.properties as Record<string, Schema>;

export const imagePage = object({ images: listOf(of('Image')) }, { next });

export const person = object({
  person: { ...text, description: 'With collections, outside of the unnamed one: `<collection>/<name>`' },
  since: time,
  photos: listOf(
    object(
      { photo: text, enrolledAt: time },
      { box: box!, quality: quality! },
      'Box and quality of the face, unless a descriptor was enrolled that did not tell them',
    ),
  ),
});

export const people = object(
  { people: { ...listOf(of('Person')), description: 'In no particular order' } },
  { next },
);

export const sighting = object(
  {
    person: text,
    image: text,
    takenAt: time,
    face: { ...count, description: "Its place in the image's `faces`, or a video's `tracks`" },
    box: box!,
  },
  // Not of a group of unknown faces, nor of whom the group was named.
  {
    similarity: similarity!,
    from: { ...number, description: 'Of a video: when it is seen first there, in seconds' },
    to: { ...number, description: 'And when last' },
  },
);

export const sightings = object(
  { sightings: { ...listOf(of('Sighting')), description: 'Newest first' } },
  { next },
);

const DEPTH = object({ waiting: count, atWork: count }, {}, 'As SQS estimates it');

export const stats = object({
  at: time,
  queues: object({ images: DEPTH, retries: DEPTH, videos: DEPTH, chunks: DEPTH, deadLetters: DEPTH }),
  unfinished: {
    ...count,
    description: 'Results of which something has still to follow: normally those under way',
  },
  lastHour: object(
    {
      analysed: count,
      enrolled: count,
      rejected: count,
      perMinute: {
        ...listOf(count),
        minItems: 60,
        maxItems: 60,
        description: 'Photos a minute, the last one last',
      },
      isComplete: {
        type: 'boolean',
        description: 'False where there were so many that only the newest are counted',
      },
    },
    {},
    'By when they were looked at',
  ),
  engine: object({ name: text, precision: text }),
});

export const problem: Schema = {
  description: 'An error (RFC 9457)',
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'value', 'rule', 'remedy'],
  additionalProperties: false,
  properties: {
    type: { type: 'string', pattern: '^urn:face-inbox:[a-z0-9-]+$' },
    title: text,
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { ...text, description: 'What is the matter' },
    value: { description: 'What was asked; null where nothing was' },
    rule: { ...text, description: 'What it has to keep to' },
    remedy: { ...text, description: 'What to do' },
  },
};
