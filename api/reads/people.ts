import pMap from 'p-map';
import { isSomebody } from '../../config/personName.ts';
import { seenAs } from '../../people/seenAs.ts';
import { readAliases } from '../../store/aliases.ts';
import type { Store } from '../../store/openStore.ts';
import { type EnrolledPhoto, enrolledPage, type Place, sightingsPage } from '../../store/pages.ts';
import type { Sighting } from '../../store/sightings.ts';
import { type Asked, route } from '../Route.ts';
import { of, PAGE } from '../schemas/parts.ts';
import { cursorOf, placeOf } from './cursor.ts';
import { inShort } from './inShort.ts';
import { personOf } from './personOf.ts';

interface PageQuery {
  limit: number;
  cursor?: string;
}

interface PeopleQuery extends PageQuery {
  seen: boolean;
}

/** People whose sightings are counted at once. */
const COUNTED_AT_ONCE = 8;

export const people = route<PeopleQuery>({
  method: 'GET',
  path: '/v1/people',
  id: 'listPeople',
  summary: 'Who is enrolled, and by which photos',
  scope: 'read',
  query: {
    seen: {
      description:
        'Also how often each was seen, and when first and last; this reads as much as they were seen',
      type: 'boolean',
      default: false,
    },
    ...PAGE,
  },
  answers: {
    200: { description: 'Each with all their photos', content: { 'application/json': of('People') } },
  },
  async handle({ query: { limit, cursor, seen } }: Asked<PeopleQuery>, { store, settings }) {
    const from = placeOf(cursor, 'people', { person: undefined, photo: undefined });
    const [{ known, next }, aliases] = await Promise.all([
      peopleFrom(store, limit, from),
      readAliases(store),
    ]);
    const one = async ([person, photos]: [string, EnrolledPhoto[]]) => ({
      ...inShort(person, photos, aliases),
      photos: photos.map(({ person: _, ...photo }) => photo),
      ...(seen && { seen: await seenAs(store, [person]) }),
    });
    const list = await pMap(known.entries(), one, { concurrency: COUNTED_AT_ONCE });
    return {
      status: 200,
      body: { people: list, collections: settings.collections, ...cursorOf(next, 'people') },
    };
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

function told({ person, seenAt, image, from, to, box, similarity }: Sighting) {
  const [takenAt, , at] = seenAt.split('#');
  const where = from === undefined ? { face: Number(at) } : { track: Number(at), from, to };
  return { person, image, takenAt, ...where, box, similarity };
}
