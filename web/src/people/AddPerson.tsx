import { useRef, useState } from 'preact/hooks';
import { Icon } from '../parts/Icon.tsx';
import { count } from '../parts/words.ts';
import { FacePhotos } from '../upload/FacePhotos.tsx';
import type { Found } from '../upload/filesOf.ts';
import { useDrop } from './dropped.ts';
import { enrol } from './enrolments.ts';
import { hasCollections, people } from './known.ts';
import { NameField } from './NameField.tsx';
import { cleanName, nameProblem } from './nameProblem.ts';

/** Makes somebody known: a name, and photos that are dropped on it, in whichever order. */
export function AddPerson() {
  const [typed, setTyped] = useState('');
  const [typedCollection, setTypedCollection] = useState('');
  const [kept, setKept] = useState<Found[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const name = cleanName(typed);
  const collection = hasCollections.value ? cleanName(typedCollection) : '';
  const person = collection ? `${collection}/${name}` : name;
  const isRight = name !== '' && !nameProblem(typed) && !(collection && nameProblem(typedCollection));
  const known = people.value.find((one) => one.person === person);

  const take = (found: Found[]) => {
    if (!isRight) {
      setKept([...kept, ...found]);
      form.current!.querySelector('input')!.focus();
      return;
    }
    add(found);
  };
  const add = (found: Found[]) => {
    enrol(person, found);
    setKept([]);
    setTyped('');
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (!isRight) return;
    if (kept.length > 0) add(kept);
    else input.current!.click();
  };
  const { isOver, handlers } = useDrop(take);
  return (
    <form class={`add-person ${isOver ? 'is-over' : ''}`} ref={form} onSubmit={submit} {...handlers}>
      <h2>Add a person</h2>
      {hasCollections.value && (
        <NameField
          label="Collection"
          value={typedCollection}
          onInput={setTypedCollection}
          offers={collectionsOf(people.value)}
          hint="Leave it empty for those of no collection."
        />
      )}
      <NameField
        label="Name"
        value={typed}
        onInput={setTyped}
        hint={hintOf(kept.length, known?.photos.length)}
      />
      <div class="drop">
        <button type="submit" class={kept.length > 0 ? 'primary' : ''} disabled={!isRight}>
          <Icon name={kept.length > 0 ? 'add' : 'photo'} />
          {kept.length > 0 ? `Add with ${count(kept.length, 'photo')}` : 'Choose photos'}
        </button>
        <span class="quiet">{isOver ? 'Drop them here' : 'or drop them here'}</span>
        {kept.length > 0 && (
          <button type="button" class="plain" onClick={() => setKept([])}>
            Leave them out
          </button>
        )}
      </div>
      <FacePhotos input={input} onChosen={take} />
    </form>
  );
}

function hintOf(kept: number, photos: number | undefined): string {
  if (photos !== undefined)
    return `Somebody of that name is known by ${count(photos, 'photo')}: yours will be added.`;
  if (kept > 0) return 'Now type who it is.';
  return 'One or two clear photos are enough, with one face each.';
}

function collectionsOf(all: { person: string }[]): string[] {
  return [...new Set(all.flatMap(({ person }) => (person.includes('/') ? person.split('/')[0]! : [])))];
}
