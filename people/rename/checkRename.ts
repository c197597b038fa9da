import { folderOf, partsOf } from '../../config/keys.ts';
import { readAliases } from '../../store/aliases.ts';
import { enrolsHere } from '../../store/enrolsHere.ts';
import type { Inbox } from '../Inbox.ts';
import { isKnown } from '../isKnown.ts';
import { nobodyCalled, PeopleError } from '../PeopleError.ts';

/** What one is called who is renamed, and what it is to be. */
export interface Names {
  from: string;
  to: string;
}

/**
 * Whether the one can become the other.
 * @returns whether that is under way already, and was perhaps interrupted
 * @throws PeopleError
 */
export async function checkRename(
  inbox: Pick<Inbox, 's3' | 'store' | 'settings'>,
  kind: 'rename' | 'merge',
  { from, to }: Names,
  signal?: AbortSignal,
): Promise<'new' | 'begun'> {
  const { store } = inbox;
  if (from === to)
    throw new PeopleError('wrong', `${JSON.stringify(from)} is both names. Give two different ones.`);
  if (partsOf(from).collection !== partsOf(to).collection)
    throw new PeopleError(
      'wrong',
      `${from} and ${to} are of two collections, which have nothing to do with each other. ` +
        `Copy the photos from ${folderOf(from)} to ${folderOf(to)}, then: npx face-inbox people remove`,
    );
  if (!(await enrolsHere(store)))
    throw new PeopleError(
      'wrong',
      `People are enrolled in ${store.homeRegion} alone (HOME_REGION). Rename them there.`,
    );
  if ((await readAliases(store)).get(from) === to) return 'begun';
  if (!(await isKnown(inbox, from, signal))) throw nobodyCalled(from, 'is enrolled or was seen');
  const isThere = await isKnown(inbox, to, signal);
  if (kind === 'rename' && isThere)
    throw new PeopleError(
      'taken',
      `${JSON.stringify(to)} is somebody already, who is enrolled or was seen. Choose another name, or make one person of ` +
        'the two: npx face-inbox people merge',
    );
  if (kind === 'merge' && !isThere) throw nobodyCalled(to, 'is enrolled or was seen');
  return 'new';
}
