import { useEffect, useState } from 'preact/hooks';
import { ApiError, read } from '../api.ts';
import { navigate } from '../app/here.ts';
import { FormDialog } from '../parts/FormDialog.tsx';
import { count } from '../parts/words.ts';
import { nameOf, urlOf } from './Person.ts';
import { begin } from './works.ts';

interface Forgetting {
  photos: string[];
  seen: { count: number };
}

/** Says first what will be gone. */
export function ForgetDialog({ person, onClose }: { person: string; onClose(): void }) {
  const [goes, setGoes] = useState<Forgetting | ApiError>();
  useEffect(() => {
    read<Forgetting>(urlOf(person, 'forget')).then(setGoes, (error: ApiError) => setGoes(error));
  }, []);
  const name = nameOf(person);
  const forget = async () => {
    await begin(urlOf(person, 'forget'));
    navigate('/people', { replace: true });
  };
  return (
    <FormDialog
      title={`Forget ${name} for good?`}
      action="Forget for good"
      isDanger
      isReady={goes !== undefined && !(goes instanceof ApiError)}
      onSubmit={forget}
      onClose={onClose}
    >
      {goes === undefined && <p class="quiet">Looking what there is …</p>}
      {goes instanceof ApiError && (
        <p class="error" role="alert">
          {goes.message} {goes.remedy}
        </p>
      )}
      {goes !== undefined && !(goes instanceof ApiError) && (
        <ul class="goes">
          <li>
            {count(goes.photos.length, 'photo')} that they are known by will be deleted, with all that was
            learnt from {goes.photos.length === 1 ? 'it' : 'them'}.
          </li>
          <li>
            {goes.seen.count === 0
              ? 'They were not seen in any other photo.'
              : `${count(goes.seen.count, 'face')} in other photos will be unknown again: when and where they were seen is erased.`}
          </li>
          <li>The photos in which others can be seen too stay. Delete those yourself, if they are to go.</li>
        </ul>
      )}
      <p class="final">This is final. It cannot be undone.</p>
    </FormDialog>
  );
}
