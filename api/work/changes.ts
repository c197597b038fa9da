import { isSomebody } from '../../config/personName.ts';
import { numberOfGroup } from '../../people/unknown/numberOfGroup.ts';
import { ProblemError } from '../ProblemError.ts';
import { route } from '../Route.ts';
import { personHere, personOf } from '../reads/personOf.ts';
import { of } from '../schemas/parts.ts';
import { checkJson } from '../validate.ts';
import { begun } from './workOf.ts';
import { worksHere } from './worksHere.ts';

const BEGUN = {
  202: {
    description: 'It is under way, and goes on by itself: how far it is, is told at `at`',
    content: { 'application/json': of('Work') },
  },
};

export const rename = route({
  method: 'POST',
  path: '/v1/people/{person}/rename',
  id: 'renamePerson',
  summary: 'Call a person otherwise, in all that there is',
  scope: 'admin',
  takes: { 'application/json': of('RenameWanted') },
  answers: BEGUN,
  async handle({ parameters, body }, api) {
    const person = personOf(parameters.person!);
    const { to } = checkJson(body, of('RenameWanted')) as { to: string };
    const works = worksHere(api, 'people rename');
    return begun(await works.begin({ kind: 'rename', person, to: personHere(to, api) }));
  },
});

export const merge = route({
  method: 'POST',
  path: '/v1/people/{person}/merge',
  id: 'mergePerson',
  summary: 'Make one person of two; the name in the path goes',
  scope: 'admin',
  takes: { 'application/json': of('MergeWanted') },
  answers: BEGUN,
  async handle({ parameters, body }, api) {
    const person = personOf(parameters.person!);
    const { into } = checkJson(body, of('MergeWanted')) as { into: string };
    const works = worksHere(api, 'people merge');
    return begun(await works.begin({ kind: 'merge', person, to: personHere(into, api) }));
  },
});

export const forget = route({
  method: 'POST',
  path: '/v1/people/{person}/forget',
  id: 'forgetPerson',
  summary: 'Erase a person: their photos, and their name wherever it is kept. It cannot be undone',
  scope: 'admin',
  answers: BEGUN,
  async handle({ parameters }, api) {
    const person = personOf(parameters.person!, isSomebody);
    return begun(await worksHere(api, 'forget').begin({ kind: 'forget', person }));
  },
});

export const nameGroup = route({
  method: 'POST',
  path: '/v1/unknown/{group}/name',
  id: 'nameGroup',
  summary: 'Say who a group of unknown faces is, and enrol them by the best of these',
  scope: 'admin',
  takes: { 'application/json': of('NameWanted') },
  answers: BEGUN,
  async handle({ parameters, body }, api) {
    const group = groupOf(parameters.group!);
    const { person, enrol = true } = checkJson(body, of('NameWanted')) as { person: string; enrol?: boolean };
    const works = worksHere(api, 'name');
    return begun(await works.begin({ kind: 'name', group, person: personHere(person, api), enrol }));
  },
});

export const splitGroup = route({
  method: 'POST',
  path: '/v1/unknown/{group}/split',
  id: 'splitGroup',
  summary: 'Take faces out of a group of unknown faces into a new one, which is never joined with it again',
  scope: 'admin',
  takes: { 'application/json': of('SplitWanted') },
  answers: BEGUN,
  async handle({ parameters, body }, api) {
    const group = groupOf(parameters.group!);
    const { faces } = checkJson(body, of('SplitWanted')) as { faces: { image: string; face: number }[] };
    return begun(await worksHere(api, 'unknown split').begin({ kind: 'split', group, faces }));
  },
});

/** @throws ProblemError 400 */
function groupOf(given: string): number {
  const number = numberOfGroup(given);
  if (number !== undefined) return number;
  throw new ProblemError(400, {
    code: 'bad-group',
    detail: `${JSON.stringify(given)} cannot be a group of unknown faces.`,
    value: given,
    rule: 'Groups are called unknown- and a number; in a collection its name and a slash come first.',
    remedy: 'Name one that GET /v1/unknown lists.',
  });
}
