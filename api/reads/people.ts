import { isSomebody } from '../../config/personName.ts';
import type { Store } from '../../store/openStore.ts';
import { type EnrolledPhoto, enrolledPage, type Place, sightingsPage } from '../../store/pages.ts';
import type { Sighting } from '../../store/sightings.ts';
import { type Asked, route } from '../Route.ts';
import { of, PAGE } from '../schemas/parts.ts';
import { cursorOf, placeOf } from './cursor.ts';
import { personOf } from './personOf.ts';

interface PageQuery {
  limit: number;
  cursor?: string;
}

export const people = route<PageQuery>({
  method: 'GET',
  path: '/v1/people',
  id: 'listPeople',
  summary: 'Who is enrolled, and by which photos',
  scope: 'read',
  query: PAGE,
  answers: {
    200: { description: 'Each with all their photos', content: { 'application/json': of('People') } },
  },
  async handle({ query: { limit, cursor } }: Asked<PageQuery>, { store }) {
    const from = placeOf(cursor, 'people', { person: undefined, photo: undefined });
    const { known, next } = await peopleFrom(store, limit, from);
    const list = [...known.entries()].map(([person, photos]) => ({
      person,
      since: photos.map(({ enrolledAt }) => enrolledAt).sort()[0]!,
      photos: photos.map(({ person: _, ...photo }) => photo),
    }));
    return { status: 200, body: { people: list, ...cursorOf(next, 'people') } };
  },
});

/** Photos that are read at once; a person may have more. */
const AT_ONCE = 1000;

/** So many people with all their photos, which lie one after the other in the table. */
async function peopleFrom(store: Store, limit: number, from: Place | undefined) {
  const known = new Map<string, EnrolledPhoto[]>();
  let last: Place | undefined;
  for (let place = from, isOver = false; !isOver; ) {
    const { items, next } = await enrolledPage(store, AT_ONCE, place);
    for (const item of items) {
      if (!known.has(item.person) && known.size === limit) return { known, next: last };
      known.set(item.person, [...(known.get(item.person) ?? []), item]);
      last = { person: item.person, photo: item.photo };
    }
    place = next;
    isOver = next === undefined;
  }
  return { known };
}

export const sightings = route<PageQuery>({
  method: 'GET',
  path: '/v1/people/{person}/sightings',
  id: 'listSightings',
  summary: 'Where a person was seen, or a group of unknown faces, newest first',
  scope: 'read',
  query: PAGE,
  answers: {
    200: {
      description: 'None for somebody who is not known, too',
      content: { 'application/json': of('Sightings') },
    },
  },
  async handle({ parameters, query: { limit, cursor } }: Asked<PageQuery>, { store }) {
    const person = personOf(parameters.person!, isSomebody);
    const question = `sightings ${person}`;
    const from = placeOf(cursor, question, { person, seenAt: undefined });
    const { items, next } = await sightingsPage(store, person, limit, from);
    return { status: 200, body: { sightings: items.map(told), ...cursorOf(next, question) } };
  },
});

function told({ person, seenAt, image, box, similarity, from, to }: Sighting) {
  const [takenAt, , face] = seenAt.split('#');
  return { person, image, takenAt, face: Number(face), box, similarity, from, to };
}
