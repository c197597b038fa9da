import enrolmentRejected from '../../events/enrolment-rejected.json' with { type: 'json' };
import faceOfEvents from '../../events/face.json' with { type: 'json' };
import imageAnalysed from '../../events/image-analysed.json' with { type: 'json' };
import imageRejected from '../../events/image-rejected.json' with { type: 'json' };
import personEnrolled from '../../events/person-enrolled.json' with { type: 'json' };
import trackOfEvents from '../../events/track.json' with { type: 'json' };
import videoAnalysed from '../../events/video-analysed.json' with { type: 'json' };
import type { Schema } from '../Route.ts';
import { count, listOf, number, object, of, text } from './parts.ts';

/** The results of photos are what events tell of them: their schemas are made of those. */

const { $schema, $id, ...rest } = faceOfEvents;
export const face: Schema = rest;

const { $schema: _, $id: __, properties: ofTrack, ...track_ } = trackOfEvents;
export const track: Schema = {
  ...track_,
  properties: {
    ...ofTrack,
    path: {
      ...listOf(number),
      description:
        'Time, left, top, width, height, and so on: between two times the box moves in a straight line',
    },
  },
};

/** Stands in an event, and not in a table; or in both, and tells nobody anything. */
const OF_EVENTS = ['version', 'id', 'bucket', 'tracksAt'];
/** Stands in a table, and not in an event. */
const OF_TABLES = {
  modified: { description: "S3's LastModified of the object", type: 'string', format: 'date-time' },
  keptUntil: {
    description: 'Unix seconds until which descriptors of its unknown faces are kept',
    type: 'integer',
  },
  expiresAt: { description: 'Unix seconds at which the result goes by itself', type: 'integer' },
};

interface EventSchema {
  required: string[];
  properties: Record<string, unknown>;
}

/**
 * @param optional what is not there in each
 * @param others in the place of the event's properties; what is undefined is none
 */
function resultOf(
  event: EventSchema,
  description: string,
  optional: string[] = [],
  others: Record<string, Schema | undefined> = {},
): Schema {
  const all = { ...event.properties, ...OF_TABLES, ...others };
  const properties = Object.fromEntries(
    Object.entries(all).filter(([name, schema]) => schema !== undefined && !OF_EVENTS.includes(name)),
  );
  return {
    description,
    type: 'object',
    required: event.required.filter((name) => name in properties && !optional.includes(name)),
    additionalProperties: false,
    properties: 'faces' in properties ? { ...properties, faces: FACES } : properties,
  };
}

const FACES = { type: 'array', items: of('Face') };

export const analysed = resultOf(imageAnalysed, 'A photo that was looked at');

export const analysedVideo = resultOf(videoAnalysed, 'A film that was looked at', [], {
  tracks: listOf(of('Track')),
});

const whenAll = [
  'people',
  'engine',
  'frames',
  'trackCount',
  'tracks',
  'tracksLeftOut',
  'unknownPeople',
  'missing',
];
export const analysing = resultOf(videoAnalysed, 'A film whose parts are being looked at', [], {
  ...Object.fromEntries(whenAll.map((name) => [name, undefined])),
  status: { const: 'analysing' },
  chunksDone: { ...count, description: 'How many of its `chunks` were' },
});

export const tracks = object({ image: text, etag: text, tracks: listOf(of('Track')) });

export const enrolled = resultOf(personEnrolled, 'A photo that enrolls a person');

const refused = {
  ...enrolmentRejected,
  properties: {
    ...enrolmentRejected.properties,
    reason: {
      enum: [
        ...new Set([...imageRejected.properties.reason.enum, ...enrolmentRejected.properties.reason.enum]),
      ],
    },
  },
};
export const rejected = resultOf(refused, 'A photo or film that was refused, and why', ['person']);

export const queued: Schema = object(
  { image: text, status: { const: 'queued' } },
  {},
  'A photo that is in the bucket and has no result yet',
);

export const image: Schema = {
  anyOf: ['Analysed', 'AnalysedVideo', 'Analysing', 'Enrolled', 'Rejected'].map(of),
};
