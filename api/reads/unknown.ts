import { type Group, readGroups } from '../../store/unknown/changeGroups.ts';
import { groupName } from '../../store/unknown/UnknownRow.ts';
import { type Asked, route } from '../Route.ts';
import { of } from '../schemas/parts.ts';

interface UnknownQuery {
  named: boolean;
  limit: number;
  faces: number;
}

export const unknown = route<UnknownQuery>({
  method: 'GET',
  path: '/v1/unknown',
  id: 'listUnknown',
  summary: 'The groups of unknown faces that are kept, the largest first',
  scope: 'read',
  query: {
    named: { description: 'Those that were given a name as well', type: 'boolean', default: false },
    limit: {
      description: 'At most so many groups',
      type: 'integer',
      minimum: 1,
      maximum: 1000,
      default: 100,
    },
    faces: {
      description: 'At most so many faces of each, the newest',
      ...{ type: 'integer', minimum: 1, maximum: 100, default: 12 },
    },
  },
  answers: { 200: { description: 'As of now', content: { 'application/json': of('UnknownFaces') } } },
  async handle({ query: { named, limit, faces } }: Asked<UnknownQuery>, { store, settings }) {
    const all = [...(await readGroups(store)).groups.values()]
      .filter(({ name }) => named || name === undefined)
      .map((group) => told(group, faces))
      .sort((a, b) => b.count - a.count || (a.last < b.last ? 1 : -1));
    const days = settings.keepUnknownDays;
    return {
      status: 200,
      body: {
        groups: all.slice(0, limit),
        more: Math.max(0, all.length - limit),
        ...(days !== undefined && { days }),
      },
    };
  },
});

function told({ number, collection, name, faces }: Group, most: number) {
  const newest = faces.toSorted((a, b) => (a.takenAt < b.takenAt ? 1 : -1));
  return {
    group: groupName(collection, number),
    ...(name !== undefined && { name }),
    count: faces.length,
    first: newest.at(-1)!.takenAt,
    last: newest[0]!.takenAt,
    faces: newest.slice(0, most).map(({ image, face, takenAt, expiresAt }) => ({
      ...{ image, face, takenAt },
      keptUntil: new Date(expiresAt * 1000).toISOString(),
    })),
  };
}
