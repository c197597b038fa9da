import enrolmentRejected from '../../events/enrolment-rejected.json' with { type: 'json' };
import faceOfEvents from '../../events/face.json' with { type: 'json' };
import imageAnalysed from '../../events/image-analysed.json' with { type: 'json' };
import personEnrolled from '../../events/person-enrolled.json' with { type: 'json' };
import type { Schema } from '../Route.ts';
import { object, of, text } from './parts.ts';

/** The results of photos are what events tell of them: their schemas are made of those. */

const { $schema, $id, ...rest } = faceOfEvents;
export const face: Schema = rest;

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
function resultOf(event: EventSchema, description: string, optional: string[] = []): Schema {
  const properties = Object.fromEntries(
    Object.entries({ ...event.properties, ...OF_TABLES }).filter(([name]) => !OF_EVENTS.includes(name)),
  );
  return {
    description,
    type: 'object',
    required: event.required.filter((name) => ![...OF_EVENTS, ...optional].includes(name)),
    additionalProperties: false,
    properties: 'faces' in properties ? { ...properties, faces: FACES } : properties,
  };
}

const FACES = { type: 'array', items: of('Face') };

export const analysed = resultOf(imageAnalysed, 'A photo that was looked at');
export const enrolled = resultOf(personEnrolled, 'A photo that enrolls a person');
export const rejected = resultOf(enrolmentRejected, 'A photo that was refused, and why', ['person']);

export const queued: Schema = object(
  { image: text, status: { const: 'queued' } },
  {},
  'A photo that is in the bucket and has no result yet',
);

export const image: Schema = { anyOf: ['Analysed', 'Enrolled', 'Rejected'].map(of) };
