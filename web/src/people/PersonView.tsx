import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api.ts';
import { goBack } from '../app/here.ts';
import { Icon } from '../parts/Icon.tsx';
import { Becoming } from './Becoming.tsx';
import { useDrop } from './dropped.ts';
import { EnrolList } from './EnrolList.tsx';
import { enrol } from './enrolments.ts';
import { FacePicture } from './FacePicture.tsx';
import { ForgetDialog } from './ForgetDialog.tsx';
import { inFull } from './inFull.ts';
import { KnownBy } from './KnownBy.tsx';
import { usePeople } from './known.ts';
import { MergeDialog } from './MergeDialog.tsx';
import { collectionOf, nameOf, type PersonInFull } from './Person.ts';
import { PersonButtons } from './PersonButtons.tsx';
import { RemoveDialog } from './RemoveDialog.tsx';
import { RenameDialog } from './RenameDialog.tsx';
import { SeenIn } from './SeenIn.tsx';
import { spanSeen, timesSeen } from './seenInWords.ts';
import { wantSuspicious } from './suspicious.ts';
import { WorkList } from './WorkList.tsx';

export type Asked = 'rename' | 'merge' | 'remove' | 'forget';

/** Somebody in full. @param what the name */
export function PersonView({ what }: { what: string }) {
  usePeople();
  useEffect(wantSuspicious, []);
  const told = inFull(what).value;
  return (
    <div class="person-view">
      <button type="button" class="plain back" onClick={() => goBack('/people')}>
        <Icon name="back" />
        People
      </button>
      <WorkList />
      {told === undefined ? (
        <p class="waiting">Reading …</p>
      ) : told === 'nobody' ? (
        <div class="empty">
          <h1>
            Nobody is called <bdi>{nameOf(what)}</bdi>
          </h1>
          <p>
            Perhaps they were renamed, or are just being. <a href="/people">To the people</a>
          </p>
        </div>
      ) : told instanceof ApiError ? (
        <p class="failed" role="alert">
          {told.message} {told.remedy}
        </p>
      ) : (
        <Somebody key={what} person={told} />
      )}
    </div>
  );
}

function Somebody({ person: one }: { person: PersonInFull }) {
  const { person, becomes } = one;
  const [asked, setAsked] = useState<Asked>();
  const [into, setInto] = useState<string>();
  const { isOver, handlers } = useDrop((found) => enrol(person, found));
  const collection = collectionOf(person);
  const close = () => {
    setAsked(undefined);
    setInto(undefined);
  };
  return (
    <div class={`somebody ${isOver ? 'is-over' : ''}`} {...handlers}>
      <header class="person-head">
        <FacePicture of={one} width={128} />
        <div>
          <h1>
            <bdi>{nameOf(person)}</bdi>
          </h1>
          {collection && (
            <p class="collection">
              in <bdi>{collection}</bdi>
            </p>
          )}
          <p class="quiet">
            {isOver
              ? 'Drop to add photos that they are known by'
              : [timesSeen(one.seen), spanSeen(one.seen)].filter(Boolean).join(', ')}
          </p>
          {becomes !== undefined && <Becoming person={person} becomes={becomes} />}
          <PersonButtons person={person} canRemove={one.photos.length > 0} onAsk={setAsked} />
        </div>
      </header>
      <EnrolList person={person} />
      <KnownBy of={one} />
      <SeenIn person={person} count={one.seen.count} />
      {asked === 'rename' && (
        <RenameDialog
          person={person}
          onClose={() => setAsked((now) => (now === 'rename' ? undefined : now))}
          onMerge={(other) => {
            setInto(other);
            setAsked('merge');
          }}
        />
      )}
      {asked === 'merge' && <MergeDialog person={person} into={into} onClose={close} />}
      {asked === 'remove' && <RemoveDialog of={one} onClose={close} />}
      {asked === 'forget' && <ForgetDialog person={person} onClose={close} />}
    </div>
  );
}
