import { count, number } from '../parts/words.ts';
import { useDrop } from './dropped.ts';
import { enrol, enrolments, isOver } from './enrolments.ts';
import { FacePicture } from './FacePicture.tsx';
import { inFull } from './inFull.ts';
import { collectionOf, nameOf, type Person, pathOf } from './Person.ts';
import { spanSeen, timesSeen } from './seenInWords.ts';
import { suspicious } from './suspicious.ts';

/** Somebody in short; photos that are dropped on it enrol them. */
export function PersonCard({ person: one }: { person: Person }) {
  const { person, photos, becomes } = one;
  const { isOver: isOverIt, handlers } = useDrop((found) => enrol(person, found));
  const known = inFull(person).value;
  const seen = typeof known === 'object' && 'seen' in known ? known.seen : undefined;
  const doubts = photos.filter(({ photo }) => suspicious.value.has(photo)).length;
  const under = enrolments.value.filter((one) => one.person === person && !isOver(one)).length;
  const collection = collectionOf(person);
  return (
    <a
      class={`person-card ${isOverIt ? 'is-over' : ''}`}
      href={pathOf(person)}
      draggable={false}
      {...handlers}
    >
      <FacePicture of={one} width={112} />
      <bdi class="name">{nameOf(person)}</bdi>
      {collection && (
        <span class="collection">
          in <bdi>{collection}</bdi>
        </span>
      )}
      <span class="seen">
        {seen && timesSeen(seen)}
        <br />
        {seen && spanSeen(seen)}
      </span>
      {isOverIt ? (
        <span class="note is-drop">Drop to add</span>
      ) : under > 0 ? (
        <span class="note">Adding {count(under, 'photo')} …</span>
      ) : becomes !== undefined ? (
        <span class="note">
          Becoming <bdi>{nameOf(becomes)}</bdi>
        </span>
      ) : doubts > 0 ? (
        <span class="note is-doubt">{number(doubts)} to check</span>
      ) : null}
    </a>
  );
}
