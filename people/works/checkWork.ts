import { isSomebody } from '../../config/personName.ts';
import { readGroups } from '../../store/unknown/changeGroups.ts';
import { numberIn } from '../../store/unknown/readRows.ts';
import type { Inbox } from '../Inbox.ts';
import { nobodyCalled, PeopleError } from '../PeopleError.ts';
import { checkRename } from '../rename/checkRename.ts';
import { mustNotBeRenamed } from '../rename/renaming.ts';
import type { Wanted } from './Work.ts';

/** What can be said before it is begun. @throws PeopleError */
export async function checkWork(inbox: Inbox, wanted: Wanted, signal: AbortSignal): Promise<void> {
  switch (wanted.kind) {
    case 'rename':
    case 'merge':
      await checkRename(inbox, wanted.kind, { from: wanted.person, to: wanted.to }, signal);
      return;
    case 'forget':
      // Not whether there is such a person: it proves that nothing of them is left.
      if (!isSomebody(wanted.person)) throw nobodyCalled(wanted.person);
      return mustNotBeRenamed(inbox.store, wanted.person);
    case 'name':
      await mustNotBeRenamed(inbox.store, wanted.person);
      return mustBeThere(inbox, wanted.group);
    case 'split':
      return mustBeThere(inbox, wanted.group);
  }
}

async function mustBeThere({ store }: Inbox, number: number): Promise<void> {
  const { rows, groups } = await readGroups(store);
  if (groups.has(numberIn(rows, number))) return;
  throw new PeopleError(
    'nobody',
    `There is no group unknown-${number}: no face of it is kept, or none ever was.\n` +
      'Which groups there are: npx face-inbox unknown',
  );
}
