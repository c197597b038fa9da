import { Icon } from '../parts/Icon.tsx';
import { count } from '../parts/words.ts';
import { again, dismiss, type Enrolment, enrolments, isOver } from './enrolments.ts';
import { nameOf } from './Person.ts';

/** So many are listed; of the others only the number is told. */
const LISTED = 30;

/** What becomes of photos by which somebody is to be known. @param person whose; everybody's, if not given */
export function EnrolList({ person }: { person?: string }) {
  const all = enrolments.value.filter((one) => person === undefined || one.person === person);
  if (all.length === 0) return null;
  const open = all.filter((one) => !isOver(one)).length;
  const shown = [...all].sort((a, b) => ORDER[a.state] - ORDER[b.state]).slice(0, LISTED);
  return (
    <section class="enrol-list" aria-labelledby="enrol-title">
      <header>
        <h2 id="enrol-title">{open > 0 ? `Adding ${count(open, 'photo')} …` : titleOf(all)}</h2>
        {open === 0 && (
          <button type="button" class="plain" aria-label="Close" onClick={() => dismiss(person)}>
            <Icon name="close" />
          </button>
        )}
      </header>
      <ul>
        {shown.map((one) => (
          <Row key={one.id} enrolment={one} />
        ))}
      </ul>
      {all.length > LISTED && <p class="quiet">And {count(all.length - LISTED, 'more photo')}.</p>}
    </section>
  );
}

const ORDER: Record<Enrolment['state'], number> = {
  ...{ refused: 0, failed: 1, sending: 2, looking: 3, queued: 4, enrolled: 5 },
};

function titleOf(all: Enrolment[]): string {
  const added = all.filter(({ state }) => state === 'enrolled').length;
  const rest = all.length - added;
  if (rest === 0) return `${count(added, 'photo')} added`;
  return added === 0
    ? `${count(rest, 'photo')} could not be used`
    : `${added} added, ${rest} could not be used`;
}

function Row({ enrolment: { id, person, name, preview, size, sent, state, why } }: { enrolment: Enrolment }) {
  return (
    <li class={`is-${state}`}>
      <span class="preview">{preview !== undefined && <img src={preview} alt="" draggable={false} />}</span>
      <span class="what">
        <bdi class="who">{nameOf(person)}</bdi>
        <bdi class="file">{name}</bdi>
      </span>
      {state === 'sending' && (
        <progress max={Math.max(size, 1)} value={sent} aria-label={`${name} is sent`} />
      )}
      <span class="state">
        {state === 'enrolled' && (
          <>
            <Icon name="done" /> Known by it
          </>
        )}
        {state === 'looking' && 'Looking at it …'}
        {state === 'queued' && 'Waits'}
        {(state === 'refused' || state === 'failed') && (
          <span class="why">
            {why}
            {state === 'refused' && '. It was not added.'}
          </span>
        )}
      </span>
      {state === 'failed' && (
        <button type="button" class="plain" aria-label={`Try ${name} again`} onClick={() => again(id)}>
          <Icon name="again" />
          Try again
        </button>
      )}
    </li>
  );
}
