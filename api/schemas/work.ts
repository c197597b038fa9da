import { count, listOf, object, of, text, time } from './parts.ts';

const name = { type: 'string', minLength: 1, maxLength: 200 };
const face = object({
  image: { type: 'string', minLength: 1, maxLength: 1024 },
  face: { ...count, description: "Its place in the image's `faces`" },
});

export const renameWanted = object({ to: { ...name, description: 'What the person is to be called' } });
export const mergeWanted = object({ into: { ...name, description: 'The name that stays' } });
export const nameWanted = object(
  { person: { ...name, description: 'Who it is; in a collection `<collection>/<name>`' } },
  {
    enrol: { type: 'boolean', default: true, description: 'Whether the best face of the group enrols them' },
  },
);
export const splitWanted = object({
  faces: { type: 'array', minItems: 1, maxItems: 90, items: face },
});

export const work = object(
  {
    id: text,
    at: { ...text, description: 'Where it is told how far it is' },
    kind: { enum: ['rename', 'merge', 'forget', 'name', 'split'] },
    status: { enum: ['working', 'done', 'failed'] },
    step: object(
      {
        what: { enum: ['waiting', 'photos', 'results'], description: 'What is done just now' },
        done: count,
        total: count,
      },
      {},
      'How far it is',
    ),
    startedAt: time,
  },
  {
    person: { ...text, description: 'Not told any more a minute after they were forgotten' },
    to: text,
    group: text,
    endedAt: time,
    outcome: object(
      {},
      {
        person: { ...text, description: 'Whom a group was named, with its collection' },
        photos: { ...count, description: 'Moved, or deleted' },
        results: { ...count, description: 'That tell otherwise now' },
        sightings: { ...count, description: 'Deleted' },
        enrolled: { ...text, description: 'The photo that enrols whom a group was named' },
        notEnrolled: { ...text, description: 'Why nobody is enrolled by it' },
        group: { ...text, description: 'The group that was made' },
      },
      'What was done',
    ),
    problem: { ...of('Problem'), description: 'Why it failed. Asked for again, it goes on from there' },
  },
  'A change of people that is under way or has ended. It is known until the next start, and for an hour',
);

export const works = object({ works: listOf(of('Work')) });
