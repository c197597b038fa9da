import { useState } from 'preact/hooks';
import { ApiError } from '../api.ts';
import { NameField } from '../people/NameField.tsx';
import { cleanName, nameProblem } from '../people/nameProblem.ts';
import { collectionOf } from '../people/Person.ts';
import { nameGroups } from './naming.ts';

interface ChosenBarProps {
  /** Of one collection. */
  chosen: string[];
  names: string[];
  onDone(): void;
}

/** Several groups are one person: they are named together. */
export function ChosenBar({ chosen, names, onDone }: ChosenBarProps) {
  const [typed, setTyped] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const collection = collectionOf(chosen[0]!);
  const isMixed = chosen.some((group) => collectionOf(group) !== collection);
  const name = cleanName(typed);
  const isReady = name !== '' && !nameProblem(typed) && !isMixed && !isBusy;
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!isReady) return;
    setBusy(true);
    setError(undefined);
    try {
      await nameGroups(chosen, `${collection && `${collection}/`}${name}`);
      onDone();
    } catch (failure) {
      setError(failure instanceof ApiError ? failure.message : String(failure));
    }
    setBusy(false);
  };
  return (
    <form class="chosen-bar" aria-label="Name those that are chosen" onSubmit={(event) => void submit(event)}>
      <NameField
        label={`These ${chosen.length} are one person, called`}
        value={typed}
        onInput={setTyped}
        offers={names}
        hint={isMixed ? 'They are of several collections, and so of several people.' : undefined}
      />
      <button type="submit" class="primary" disabled={!isReady}>
        {isBusy ? 'Naming …' : `Name all ${chosen.length}`}
      </button>
      <button type="button" class="plain" onClick={onDone}>
        Choose none
      </button>
      {error && (
        <p class="error" role="alert" dir="auto">
          {error}
        </p>
      )}
    </form>
  );
}
