import { face } from './images.ts';
import { count, listOf, next, number, object, of, text, time } from './parts.ts';

const { box, quality } = face.properties as Record<string, Record<string, unknown>>;

const name = { ...text, description: 'With collections, outside of the unnamed one: `<collection>/<name>`' };
const distance = { ...number, minimum: 0 };
const seen = object(
  { count },
  { first: time, last: time },
  'How often, and when first and last: by the times of the photos',
);
const best = object(
  { image: text, face: count },
  { box: box! },
  'The enrolled face that says most; absent where no photo was enrolled',
);
const becomes = {
  ...text,
  description: 'What they are just being renamed to; if that was interrupted, ask for it again',
};
const PHOTO = { photo: text, enrolledAt: time };
const OF_FACE = { box: box!, quality: quality! };
const WITHOUT = 'Box and quality of the face, unless a descriptor was enrolled that did not tell them';

export const person = object(
  { person: name, since: time, photos: listOf(object(PHOTO, OF_FACE, WITHOUT)) },
  { best, becomes, seen: { ...seen, description: 'With `?seen=true`' } },
);

export const people = object(
  {
    people: { ...listOf(of('Person')), description: 'In no particular order' },
    collections: { type: 'boolean', description: 'Whether people are of collections (COLLECTIONS)' },
  },
  { next },
);

export const personInFull = object(
  {
    person: name,
    photos: listOf(
      object(PHOTO, {
        ...OF_FACE,
        nearestOwn: object({ photo: text, distance }, {}, "The nearest of the person's other photos"),
        meanOwn: { ...distance, description: 'To all others, on average' },
      }),
    ),
    seen,
  },
  { since: time, best, becomes },
  'Somebody who is enrolled, or was seen by that name',
);

export const forgetting = object(
  {
    person: name,
    photos: { ...listOf(text), description: 'The keys of photos that would be deleted' },
    seen,
  },
  {},
  'Besides the name goes from every face of which it was the second guess, and from notes of errors',
);

export const suspiciousPhotos = object({
  photos: listOf(
    object(
      {
        person: name,
        photo: text,
        of: { ...count, description: 'Of how many photos of the person' },
        disagrees: { type: 'boolean', description: "Whether it disagrees with the person's others" },
      },
      {
        nearestOwn: { ...distance, description: "How far the nearest of the person's others is" },
        other: object(
          { person: text, photo: text, distance },
          {},
          'The other person that it would be matched to',
        ),
      },
    ),
  ),
});

export const unknownFaces = object(
  {
    groups: listOf(
      object(
        {
          group: text,
          count: { ...count, description: 'Faces' },
          first: time,
          last: time,
          faces: {
            ...listOf(object({ image: text, face: count, takenAt: time, keptUntil: time })),
            description: 'The newest',
          },
        },
        { name: { ...text, description: 'Whom it was named' } },
      ),
    ),
    more: { ...count, description: 'Groups beyond the limit' },
  },
  { days: { ...count, description: 'KEEP_UNKNOWN; absent where none are kept' } },
);
