import { useState } from 'preact/hooks';
import { Refusal } from '../parts/Refusal.tsx';
import { count } from '../parts/words.ts';
import { people, usePeople } from '../people/known.ts';
import { collectionOf, nameOf } from '../people/Person.ts';
import { WorkList } from '../people/WorkList.tsx';
import { ChosenBar } from './ChosenBar.tsx';
import { GroupCard } from './GroupCard.tsx';
import { groups, readGroups, useGroups } from './groups.ts';

/** Faces that wait for a name. */
export function UnknownView() {
  usePeople();
  useGroups();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const told = groups.value;
  if (told !== undefined && 'message' in told)
    return (
      <>
        <h1>Unknown faces</h1>
        <Refusal error={told} onAgain={readGroups} />
      </>
    );
  const all = told?.groups ?? [];
  const still = all.map(({ group }) => group).filter((group) => chosen.has(group));
  const choose = (group: string, isChosen: boolean) => {
    const next = new Set(still);
    if (isChosen) next.add(group);
    else next.delete(group);
    setChosen(next);
  };
  const namesIn = (collection: string) =>
    people.value
      .filter(({ person }) => collectionOf(person) === collection)
      .map(({ person }) => nameOf(person));
  return (
    <div class="unknown-view">
      <h1>Unknown faces</h1>
      <WorkList />
      {told === undefined && <p class="waiting">Reading …</p>}
      {told !== undefined && all.length === 0 && <Empty days={told.days} />}
      {all.length > 0 && (
        <p class="quiet" role="status">
          {count(all.length + told!.more, 'person', 'people')} whom nobody has named.{' '}
          {told!.days !== undefined && `Their faces are kept for ${count(told!.days, 'day')}.`} Say who they
          are, and all photos of them say so.
        </p>
      )}
      {still.length > 1 && (
        <ChosenBar
          chosen={still}
          names={namesIn(collectionOf(still[0]!))}
          onDone={() => setChosen(new Set())}
        />
      )}
      <ul class="groups">
        {all.map((group) => (
          <GroupCard
            key={group.group}
            group={group}
            names={namesIn(collectionOf(group.group))}
            isChosen={still.includes(group.group)}
            onChoose={(isChosen) => choose(group.group, isChosen)}
          />
        ))}
      </ul>
      {told !== undefined && told.more > 0 && (
        <p class="quiet">And {count(told.more, 'other')}, seen less often: they come up as you name these.</p>
      )}
    </div>
  );
}

function Empty({ days }: { days: number | undefined }) {
  if (days !== undefined) return <p class="waiting">Nobody waits for a name.</p>;
  return (
    <div class="empty">
      <p>
        Unknown faces are not kept here, so they cannot be named later. Whoever runs this inbox can turn it on
        with <code>KEEP_UNKNOWN=30</code>, which keeps them for 30 days.
      </p>
    </div>
  );
}
