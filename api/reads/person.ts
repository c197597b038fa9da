import { isSomebody } from '../../config/personName.ts';
import { photosOf } from '../../people/photosOf.ts';
import { seenAs } from '../../people/seenAs.ts';
import { type Spread, spreadOf } from '../../people/spreadOf.ts';
import { readAliases } from '../../store/aliases.ts';
import { enrolledPhotos, type PersonItem } from '../../store/people.ts';
import { ProblemError } from '../ProblemError.ts';
import { route } from '../Route.ts';
import { of } from '../schemas/parts.ts';
import { inShort } from './inShort.ts';
import { personOf } from './personOf.ts';

export const person = route({
  method: 'GET',
  path: '/v1/people/{person}',
  id: 'getPerson',
  summary: 'Who a person is: their photos and how these agree, how often they were seen',
  scope: 'read',
  answers: { 200: { description: 'As of now', content: { 'application/json': of('PersonInFull') } } },
  async handle({ parameters }, { store }) {
    const person = personOf(parameters.person!, isSomebody);
    const [items, seen, aliases] = await Promise.all([
      enrolledPhotos(store, person),
      seenAs(store, [person]),
      readAliases(store),
    ]);
    if (items.length === 0 && seen.count === 0) throw nobody(person);
    const spread = spreadOf(items);
    const photos = items.map((item, at) => inFull(item, spread[at]!));
    if (items.length === 0) return { status: 200, body: { person, photos, seen } };
    return { status: 200, body: { ...inShort(person, items, aliases), photos, seen } };
  },
});

function inFull({ photo, enrolledAt, box, quality }: PersonItem, { nearest, mean }: Spread) {
  return {
    ...{ photo, enrolledAt, box, quality },
    ...(nearest && { nearestOwn: nearest }),
    ...(mean !== undefined && { meanOwn: mean }),
  };
}

/** What `POST` there would erase, as far as it can be told without a look at every result. */
export const forgetting = route({
  method: 'GET',
  path: '/v1/people/{person}/forget',
  id: 'wouldForget',
  summary: 'What would be erased of a person',
  scope: 'admin',
  answers: { 200: { description: 'As of now', content: { 'application/json': of('Forgetting') } } },
  async handle({ parameters }, { store, s3, settings }) {
    const person = personOf(parameters.person!, isSomebody);
    const [photos, seen] = await Promise.all([photosOf({ s3, settings }, person), seenAs(store, [person])]);
    return { status: 200, body: { person, photos, seen } };
  },
});

function nobody(person: string): ProblemError {
  return new ProblemError(404, {
    code: 'no-such-person',
    detail: `Nobody called ${JSON.stringify(person)} is enrolled or was seen.`,
    value: person,
    rule: 'It must be somebody who is; names are compared letter by letter.',
    remedy: 'Check the name.',
  });
}
