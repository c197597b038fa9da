import type { Schema } from '../Route.ts';
import { face } from './images.ts';
import { count, listOf, next, number, object, of, text, time } from './parts.ts';

const { box, similarity } = face.properties as Record<string, Schema>;

export const imagePage = object({ images: listOf(of('Image')) }, { next });

export const sighting = object(
  {
    person: text,
    image: text,
    takenAt: time,
    box: box!,
  },
  // Not of a group of unknown faces, nor of whom the group was named.
  {
    similarity: similarity!,
    face: { ...count, description: "In a photo: its place in the image's `faces`" },
    track: { ...count, description: "In a film: its place in the image's `tracks`" },
    from: { ...number, description: 'In a film: seconds' },
    to: number,
  },
);

export const sightings = object(
  { sightings: { ...listOf(of('Sighting')), description: 'Newest first' } },
  { next },
);

export const original = object(
  { url: text, type: { ...text, description: 'The media type that it is sent as' }, expiresAt: time },
  {},
  'A signed address of S3',
);

const DEPTH = object({ waiting: count, atWork: count }, {}, 'As SQS estimates it');

export const stats = object(
  {
    at: time,
    queues: object(
      { images: DEPTH, retries: DEPTH, videos: DEPTH, chunks: DEPTH, deadLetters: DEPTH },
      {},
      'Photos and removals, what is tried again, films, their parts, and what was given up',
    ),
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
        rejectedPerMinute: {
          ...listOf(count),
          minItems: 60,
          maxItems: 60,
          description: 'Of these the refused',
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
  },
  {
    failures: object(
      { count, last: object({ at: time, error: { ...text, description: 'Its name' } }) },
      {},
      'Tries of the last hour that have failed; absent where none waits to be repeated, and none was given up',
    ),
  },
);

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
