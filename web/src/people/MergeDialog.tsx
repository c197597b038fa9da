import { useState } from 'preact/hooks';
import { navigate } from '../app/here.ts';
import { FormDialog } from '../parts/FormDialog.tsx';
import { FacePicture } from './FacePicture.tsx';
import { people } from './known.ts';
import { matches } from './matches.ts';
import { collectionOf, nameOf, pathOf, urlOf } from './Person.ts';
import { hidden } from './removals.ts';
import { begin } from './works.ts';

interface MergeDialogProps {
  person: string;
  /** Chosen already. */
  into?: string | undefined;
  onClose(): void;
}

/** So many are offered; whoever is looked for beyond these has to be searched for. */
const OFFERED = 60;

export function MergeDialog({ person, into: chosen, onClose }: MergeDialogProps) {
  const [search, setSearch] = useState(chosen === undefined ? '' : nameOf(chosen));
  const [into, setInto] = useState(chosen);
  const others = people.value.filter(
    (one) =>
      one.person !== person &&
      collectionOf(one.person) === collectionOf(person) &&
      !hidden.value.has(one.person) &&
      matches(nameOf(one.person), search),
  );
  const isShown = others.slice(0, OFFERED).some((one) => one.person === into);
  const merge = async () => {
    await begin(urlOf(person, 'merge'), { into });
    navigate(pathOf(into!), { replace: true });
  };
  return (
    <FormDialog
      title={`Who is ${nameOf(person)} as well?`}
      action="Make them one"
      isReady={into !== undefined && isShown}
      onSubmit={merge}
      onClose={onClose}
    >
      <input
        type="search"
        dir="auto"
        aria-label="Search"
        placeholder="Search"
        value={search}
        onInput={({ currentTarget }) => setSearch(currentTarget.value)}
      />
      <fieldset class="choices">
        <legend class="visually-hidden">The name that stays</legend>
        {others.slice(0, OFFERED).map((one) => (
          <label key={one.person}>
            <input
              type="radio"
              name="into"
              checked={one.person === into}
              onChange={() => setInto(one.person)}
            />
            <FacePicture of={one} width={40} />
            <bdi>{nameOf(one.person)}</bdi>
          </label>
        ))}
        {others.length === 0 && <p class="quiet">Nobody is called so.</p>}
        {others.length > OFFERED && <p class="quiet">Search for whoever is not among these.</p>}
      </fieldset>
      <p class="aside">
        All photos of <bdi>{nameOf(person)}</bdi> will be those of the other, under the other name. They
        cannot be told apart afterwards.
      </p>
    </FormDialog>
  );
}
