import { ProblemError } from '../ProblemError.ts';
import { route } from '../Route.ts';
import { of } from '../schemas/parts.ts';
import { workOf } from './workOf.ts';
import { worksHere } from './worksHere.ts';

export const works = route({
  method: 'GET',
  path: '/v1/work',
  id: 'listWork',
  summary: 'The changes of people that are under way, and those that ended within the hour, newest first',
  scope: 'admin',
  answers: { 200: { description: 'None after a start anew', content: { 'application/json': of('Works') } } },
  handle: async (_, api) => ({ status: 200, body: { works: worksHere(api, 'people').list().map(workOf) } }),
});

export const work = route({
  method: 'GET',
  path: '/v1/work/{id}',
  id: 'getWork',
  summary: 'How far a change of people is, or how it ended',
  scope: 'admin',
  answers: { 200: { description: 'As of now', content: { 'application/json': of('Work') } } },
  async handle({ parameters: { id = '' } }, api) {
    const found = worksHere(api, 'people').find(id);
    if (found) return { status: 200, body: workOf(found) };
    throw new ProblemError(404, {
      code: 'no-such-work',
      detail: 'No such change is known here.',
      value: id,
      rule: 'It must have been begun since the last start, and not have ended more than an hour ago.',
      remedy: 'Ask for the same change again: it goes on where it was, and does nothing twice.',
    });
  },
});
