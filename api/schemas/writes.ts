import { count, listOf, object, of, text, time } from './parts.ts';

export const accepted = object(
  {
    status: { enum: ['queued', 'done', 'removing'] },
    images: { ...listOf(text), description: 'The keys that are changed' },
  },
  {
    etag: { ...text, description: 'Of what was put: the result that has it is the one of this photo' },
    at: { ...text, description: 'Where the result will be' },
    result: of('Image'),
  },
  'What is done in the bucket; what follows from it comes by way of the queue',
);

export const uploadWanted = object(
  {
    key: {
      type: 'string',
      minLength: 1,
      maxLength: 1024,
      description: 'Where the photo or film is to lie; below people/<person>/ it enrols',
    },
  },
  {
    bytes: {
      ...count,
      minimum: 1,
      description:
        'The most that it may have; MAX_BYTES if not given. For a film it may be more: up to MAX_VIDEO_BYTES, and 5 GiB',
    },
    seconds: {
      type: 'integer',
      minimum: 10,
      maximum: 3600,
      default: 900,
      description: 'How long the form is good for',
    },
  },
);

export const upload = object(
  {
    url: text,
    fields: {
      description: 'To be sent before the part `file`, as they are',
      type: 'object',
      additionalProperties: { type: 'string' },
    },
    key: text,
    bytes: count,
    expiresAt: time,
  },
  {},
  'A form for S3 (POST, multipart/form-data), signed: the file does not pass through the API',
);
