import { splitGroup } from '../../store/unknown/changeGroups.ts';
import { groupName } from '../../store/unknown/UnknownRow.ts';
import { erasePerson } from '../forget/erasePerson.ts';
import type { Inbox } from '../Inbox.ts';
import { PeopleError } from '../PeopleError.ts';
import { photosOf } from '../photosOf.ts';
import { renamePerson } from '../rename/renamePerson.ts';
import type { Telling } from '../Telling.ts';
import { enrolBest } from '../unknown/enrolBest.ts';
import { nameUnknown } from '../unknown/nameUnknown.ts';
import { changed, tellResults } from '../unknown/tellResults.ts';
import type { Outcome, Wanted } from './Work.ts';

/** Seconds for each photo, and until removals are recorded: as the commands wait by default. */
const [PATIENCE, LONG_PATIENCE] = [60, 600];

type Options = { signal: AbortSignal; telling: Telling };

/** Does what the commands `people rename`, `people merge`, `forget`, `name` and `unknown split` do. @throws PeopleError */
export async function doWork(inbox: Inbox, wanted: Wanted, options: Options): Promise<Outcome> {
  switch (wanted.kind) {
    case 'rename':
    case 'merge':
      return renamePerson(inbox, { from: wanted.person, to: wanted.to }, { timeout: PATIENCE, ...options });
    case 'forget':
      return forget(inbox, wanted.person, options);
    case 'name':
      return name(inbox, wanted, options);
    case 'split': {
      // What an interrupted split has still to tell.
      await tellResults(inbox, options);
      const { collection, number } = await changed(splitGroup(inbox.store, wanted.group, wanted.faces));
      return { results: await tellResults(inbox, options), group: groupName(collection, number) };
    }
  }
}

async function forget(inbox: Inbox, person: string, { signal, telling }: Options): Promise<Outcome> {
  const onWait = () => telling.note('Waiting for what is at work to end ...');
  const keys = await photosOf(inbox, person, signal);
  const { deleted, sightings, results, queued, proof } = await erasePerson(inbox, person, keys, {
    ...{ seconds: LONG_PATIENCE, signal, onWait },
  });
  if (queued.length > 0 || proof.found.length > 0)
    throw new PeopleError(
      'failed',
      `The name is still in ${queued.length + proof.found.length} places.\nAsk for the same again when the queue is empty.`,
    );
  return { photos: deleted, sightings, results };
}

async function name(
  inbox: Inbox,
  { group: number, person: asked, enrol }: Extract<Wanted, { kind: 'name' }>,
  options: Options,
): Promise<Outcome> {
  const { group, person, results } = await nameUnknown(inbox, number, asked, options);
  if (!enrol) return { person, results };
  options.telling.note('Waiting for the enrolment ...');
  const enrolled = await enrolBest(inbox, group, person, { seconds: PATIENCE, signal: options.signal });
  return {
    person,
    results,
    ...('key' in enrolled ? { enrolled: enrolled.key } : { notEnrolled: enrolled.why }),
  };
}
