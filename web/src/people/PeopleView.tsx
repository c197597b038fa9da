import { useEffect, useMemo, useState } from 'preact/hooks';
import { Refusal } from '../parts/Refusal.tsx';
import { count } from '../parts/words.ts';
import { AddPerson } from './AddPerson.tsx';
import { EnrolList } from './EnrolList.tsx';
import { hasCollections, people, readAll, state, usePeople } from './known.ts';
import { matches } from './matches.ts';
import { collectionOf } from './Person.ts';
import { PersonGrid } from './PersonGrid.tsx';
import { hidden } from './removals.ts';
import { suspicious, wantSuspicious } from './suspicious.ts';
import { WorkList } from './WorkList.tsx';

const ALL = '*';

/** Who is known. */
export function PeopleView() {
  usePeople();
  useEffect(wantSuspicious, []);
  const [search, setSearch] = useState('');
  const [collection, setCollection] = useState(ALL);
  const [onlyDoubts, setOnlyDoubts] = useState(false);
  const all = people.value.filter(({ person }) => !hidden.value.has(person));
  const collections = useMemo(
    () => [...new Set(all.map(({ person }) => collectionOf(person)))],
    [people.value],
  );
  const doubtful = new Set([...suspicious.value.values()].map(({ person }) => person));
  const doubts = all.filter(({ person }) => doubtful.has(person)).length;
  const shown = all.filter(
    ({ person }) =>
      (collection === ALL || collectionOf(person) === collection) &&
      (!onlyDoubts || doubtful.has(person)) &&
      matches(person, search),
  );
  const status = state.value;
  return (
    <div class="people-view">
      <h1>People</h1>
      <WorkList />
      <AddPerson />
      <EnrolList />
      {all.length > 0 && (
        <search class="people-search">
          <input
            type="search"
            dir="auto"
            aria-label="Search for a person"
            placeholder="Search"
            value={search}
            onInput={({ currentTarget }) => setSearch(currentTarget.value)}
          />
          {hasCollections.value && collections.length > 1 && (
            <select
              aria-label="Collection"
              value={collection}
              onChange={({ currentTarget }) => setCollection(currentTarget.value)}
            >
              <option value={ALL}>All collections</option>
              {collections.map((one) => (
                <option key={one} value={one}>
                  {one || 'No collection'}
                </option>
              ))}
            </select>
          )}
          {(doubts > 0 || onlyDoubts) && (
            <button type="button" aria-pressed={onlyDoubts} onClick={() => setOnlyDoubts(!onlyDoubts)}>
              {count(doubts, 'person', 'people')} to check
            </button>
          )}
          <span class="quiet" role="status">
            {shown.length === all.length
              ? count(all.length, 'person', 'people')
              : `${shown.length} of ${count(all.length, 'person', 'people')}`}
          </span>
        </search>
      )}
      <PersonGrid people={shown} />
      {all.length > 0 && shown.length === 0 && <p class="waiting">Nobody is called so.</p>}
      {all.length === 0 && status === 'complete' && (
        <p class="waiting">
          Nobody is known yet. Add somebody above, and photos in which they can be seen will say so.
        </p>
      )}
      {status === 'reading' && <p class="waiting">Reading …</p>}
      {typeof status === 'object' && <Refusal error={status} onAgain={readAll} />}
    </div>
  );
}
