import { navigate } from '../app/here.ts';
import { FormDialog } from '../parts/FormDialog.tsx';
import { count } from '../parts/words.ts';
import { nameOf, type PersonInFull, urlOf } from './Person.ts';
import { removeSoon } from './removals.ts';

export function RemoveDialog({
  of: { person, photos, seen },
  onClose,
}: {
  of: PersonInFull;
  onClose(): void;
}) {
  const name = nameOf(person);
  const remove = () => {
    removeSoon({ what: name, hides: person, url: urlOf(person) });
    navigate('/people', { replace: true });
  };
  return (
    <FormDialog title={`Remove ${name}?`} action="Remove" isDanger onSubmit={remove} onClose={onClose}>
      <ul class="goes">
        <li>{count(photos.length, 'photo')} that they are known by will be deleted.</li>
        <li>In new photos they will not be recognised.</li>
        {seen.count > 0 && <li>Where they were seen before stays as it is, with the name.</li>}
      </ul>
      <p class="quiet">
        You can undo it for ten seconds. To erase the name everywhere, choose Forget instead.
      </p>
    </FormDialog>
  );
}
