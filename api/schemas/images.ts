import enrolmentRejected from '../../events/enrolment-rejected.json' with { type: 'json' };
import faceOfEvents from '../../events/face.json' with { type: 'json' };
import imageAnalysed from '../../events/image-analysed.json' with { type: 'json' };
import imageRejected from '../../events/image-rejected.json' with { type: 'json' };
import personEnrolled from '../../events/person-enrolled.json' with { type: 'json' };
import trackOfEvents from '../../events/track.json' with { type: 'json' };
import videoAnalysed from '../../events/video-analysed.json' with { type: 'json' };
import type { Schema } from '../Route.ts';
import { number, object, of, text } from './parts.ts';

/** The results of photos and videos are what events tell of them: their schemas are made of those. */

function partOf({ $schema, $id, ...rest }: { $schema: string; $id: string }): Schema {
  return rest;
}
export const face = partOf(faceOfEvents);
const bareTrack = partOf(trackOfEvents);
export const track: Schema = {
  ...bareTrack,
  properties: {
    ...(bareTrack.properties as object),
    path: {
      description:
        'Time, left, top, width, height, and so on: between two times the box moves in a straight line',
      type: 'array',
      items: number,
    },
  },
};

/** Stands in an event, and not in a table. */
const OF_EVENTS = ['version', 'id', 'bucket'];
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

/** @param optional what is not there in each */
function resultOf(event: EventSchema, description: string, optional: string[] = []) {
  const properties = Object.fromEntries(
    Object.entries({ ...event.properties, ...OF_TABLES }).filter(([name]) => !OF_EVENTS.includes(name)),
  );
  return {
    description,
    type: 'object',
    required: event.required.filter((name) => ![...OF_EVENTS, ...optional].includes(name)),
    additionalProperties: false,
    properties: {
      ...properties,
      ...('faces' in properties && { faces: FACES }),
      ...('tracks' in properties && { tracks: TRACKS }),
    },
  };
}

const FACES = { type: 'array', items: of('Face') };
const TRACKS = { description: 'By when they begin', type: 'array', items: of('Track') };

export const analysed = resultOf(imageAnalysed, 'A photo that was looked at');
export const enrolled = resultOf(personEnrolled, 'A photo that enrolls a person');
export const analysedVideo = resultOf(videoAnalysed, 'A video that was looked at');

/** What is known of a video before a frame of it is looked at. */
const FILMED = [
  ...['image', 'sequencer', 'kind', 'etag', 'bytes', 'analysedAt', 'timings', 'format', 'codec', 'width'],
  ...['height', 'duration', 'frameRate', 'takenAt', 'chunks', 'modified', 'expiresAt'],
];
const isFilmed = ([name]: [string, unknown]) => FILMED.includes(name);
export const analysing: Schema = {
  description: 'A video that is being looked at; `analysedAt` is when that began',
  type: 'object',
  required: [...analysedVideo.required.filter((name) => FILMED.includes(name)), 'status', 'plan'],
  additionalProperties: false,
  properties: {
    ...Object.fromEntries(Object.entries(analysedVideo.properties).filter(isFilmed)),
    status: { const: 'analysing' },
    plan: { description: 'Of its rows in the table `chunks`', ...text },
  },
};

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
export const rejected = resultOf(refused, 'A photo or video that was refused, and why', ['person']);

export const queued: Schema = object(
  { image: text, status: { const: 'queued' } },
  {},
  'A photo that is in the bucket and has no result yet',
);

export const image: Schema = {
  anyOf: ['Analysed', 'AnalysedVideo', 'Analysing', 'Enrolled', 'Rejected'].map(of),
};
