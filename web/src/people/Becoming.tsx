import { useState } from 'preact/hooks';
import { ApiError } from '../api.ts';
import { navigate } from '../app/here.ts';
import { nameOf, pathOf, urlOf } from './Person.ts';
import { begin, works } from './works.ts';

/** A renaming that is not over. It may have been broken off: then it is to go on. */
export function Becoming({ person, becomes }: { person: string; becomes: string }) {
  const [error, setError] = useState<string>();
  const isUnderWay = works.value.some((work) => work.person === person && work.status === 'working');
  const goOn = async () => {
    try {
      await begin(urlOf(person, 'rename'), { to: becomes });
      navigate(pathOf(becomes), { replace: true });
    } catch (failure) {
      setError(failure instanceof ApiError ? `${failure.message} ${failure.remedy}` : String(failure));
    }
  };
  return (
    <p class="becoming">
      Is just becoming <a href={pathOf(becomes)}>{nameOf(becomes)}</a>.{' '}
      {!isUnderWay && (
        <button type="button" onClick={() => void goOn()}>
          Go on
        </button>
      )}
      {error && <span role="alert"> {error}</span>}
    </p>
  );
}
