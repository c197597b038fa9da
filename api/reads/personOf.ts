import { PERSON_NAME_RULE } from '../../config/isPersonName.ts';
import { partsOf } from '../../config/keys.ts';
import { isPerson } from '../../config/personName.ts';
import type { Api } from '../Api.ts';
import { ProblemError } from '../ProblemError.ts';

/**
 * A person's name, in Unicode's composed form.
 * @param isOne what counts as one
 * @throws ProblemError 400 where nobody can be called so
 */
export function personOf(given: string, isOne = isPerson): string {
  const person = given.normalize('NFC');
  if (isOne(person)) return person;
  throw new ProblemError(400, {
    code: 'bad-person',
    detail: `${JSON.stringify(given)} cannot be a person's name.`,
    value: given,
    rule: `A name may have ${PERSON_NAME_RULE}; in a collection it is <collection>/<name>.`,
    remedy: 'Name somebody whom GET /v1/people lists, or another name to enrol.',
  });
}

/** @throws ProblemError 400 where nobody can be called so here */
export function personHere(given: string, { settings }: Pick<Api, 'settings'>, isOne = isPerson): string {
  const person = personOf(given, isOne);
  if (settings.collections || partsOf(person).collection === '') return person;
  throw new ProblemError(400, {
    code: 'no-such-collection',
    detail: `${JSON.stringify(given)} names a collection.`,
    value: given,
    rule: 'There are collections only where COLLECTIONS is true.',
    remedy: 'Leave it out, or turn them on.',
  });
}
