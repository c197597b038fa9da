import { useState } from 'preact/hooks';
import { navigate } from '../app/here.ts';
import { FormDialog } from '../parts/FormDialog.tsx';
import { people } from './known.ts';
import { NameField } from './NameField.tsx';
import { cleanName, nameProblem } from './nameProblem.ts';
import { collectionOf, nameOf, pathOf, urlOf } from './Person.ts';
import { begin } from './works.ts';

interface RenameDialogProps {
  person: string;
  onClose(): void;
  /** The name is somebody's: they may be one person. */
  onMerge(into: string): void;
}

export function RenameDialog({ person, onClose, onMerge }: RenameDialogProps) {
  const [typed, setTyped] = useState(nameOf(person));
  const collection = collectionOf(person);
  const to = `${collection && `${collection}/`}${cleanName(typed)}`;
  const isOther = to !== person && cleanName(typed) !== '';
  const isTaken = isOther && people.value.some((one) => one.person === to);
  const rename = async () => {
    await begin(urlOf(person, 'rename'), { to });
    navigate(pathOf(to), { replace: true });
  };
  return (
    <FormDialog
      title={`Rename ${nameOf(person)}`}
      action="Rename"
      isReady={isOther && !isTaken && !nameProblem(typed)}
      onSubmit={rename}
      onClose={onClose}
    >
      <NameField label="New name" value={typed} onInput={setTyped} autoFocus />
      {isTaken ? (
        <p class="aside">
          There is somebody called <bdi>{nameOf(to)}</bdi> already.{' '}
          <button type="button" onClick={() => onMerge(to)}>
            Make one person of both
          </button>
        </p>
      ) : (
        <p class="quiet">All photos in which they were seen will say so too.</p>
      )}
    </FormDialog>
  );
}
