import { useState } from 'preact/hooks';
import { ApiError } from '../api.ts';
import { Icon } from '../parts/Icon.tsx';
import { Picture } from '../parts/Picture.tsx';
import { count, when } from '../parts/words.ts';
import { NameField } from '../people/NameField.tsx';
import { cleanName, nameProblem } from '../people/nameProblem.ts';
import { collectionOf } from '../people/Person.ts';
import type { Group } from './groups.ts';
import { nameGroups, splitFace } from './naming.ts';

interface GroupCardProps {
  group: Group;
  /** Who is known in its collection. */
  names: string[];
  isChosen: boolean;
  onChoose(isChosen: boolean): void;
}

/** Faces that are of one person, and a field for who it is. */
export function GroupCard({ group: one, names, isChosen, onChoose }: GroupCardProps) {
  const { group, count: many, first, last, faces } = one;
  const [typed, setTyped] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const collection = collectionOf(group);
  const what = `${count(many, 'face')}, ${when(first) === when(last) ? when(last) : `${when(first)} – ${when(last)}`}`;
  const attempt = async (work: Promise<void>) => {
    setBusy(true);
    setError(undefined);
    try {
      await work;
    } catch (failure) {
      setError(failure instanceof ApiError ? failure.message : String(failure));
    }
    setBusy(false);
  };
  const name = cleanName(typed);
  const submit = (event: Event) => {
    event.preventDefault();
    if (name && !nameProblem(typed))
      void attempt(nameGroups([group], `${collection && `${collection}/`}${name}`));
  };
  return (
    <li class={`group-card ${isChosen ? 'is-chosen' : ''}`}>
      <label class="choose">
        <input
          type="checkbox"
          checked={isChosen}
          onChange={({ currentTarget }) => onChoose(currentTarget.checked)}
        />
        <span class="visually-hidden">Choose this person: </span>
        {what}
        {collection && (
          <span class="collection">
            {' '}
            in <bdi>{collection}</bdi>
          </span>
        )}
      </label>
      <ul class="group-faces">
        {faces.map(({ image, face, takenAt }) => (
          <li key={`${image}#${face}`}>
            <a href={`/photo/${encodeURIComponent(image)}`} title={image}>
              <Picture image={image} etag={takenAt} width={88} face={face} alt={`A face in ${image}`} />
            </a>
            {many > 1 && (
              <button
                type="button"
                class="apart"
                disabled={isBusy}
                aria-label={`The face in ${image} is somebody else's`}
                title="Somebody else"
                onClick={() => void attempt(splitFace(group, { image, face }))}
              >
                <Icon name="close" />
              </button>
            )}
          </li>
        ))}
        {many > faces.length && <li class="quiet more">+{many - faces.length}</li>}
      </ul>
      <form onSubmit={submit}>
        <NameField label="Who is this?" value={typed} onInput={setTyped} offers={names} />
        <button type="submit" class="primary" disabled={isBusy || !name || !!nameProblem(typed)}>
          {isBusy ? 'Naming …' : 'Name'}
        </button>
      </form>
      {error && (
        <p class="error" role="alert" dir="auto">
          {error}
        </p>
      )}
    </li>
  );
}
