import { useRef } from 'preact/hooks';
import { Icon } from '../parts/Icon.tsx';
import { FacePhotos } from '../upload/FacePhotos.tsx';
import { enrol } from './enrolments.ts';
import type { Asked } from './PersonView.tsx';

interface PersonButtonsProps {
  person: string;
  canRemove: boolean;
  onAsk(what: Asked): void;
}

/** What can be done with somebody. */
export function PersonButtons({ person, canRemove, onAsk }: PersonButtonsProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div class="buttons">
      <button type="button" onClick={() => input.current!.click()}>
        <Icon name="add" />
        Add photos
      </button>
      <button type="button" onClick={() => onAsk('rename')}>
        Rename
      </button>
      <button type="button" onClick={() => onAsk('merge')}>
        Is somebody else too
      </button>
      {canRemove && (
        <button type="button" onClick={() => onAsk('remove')}>
          Remove
        </button>
      )}
      <button type="button" onClick={() => onAsk('forget')}>
        Forget
      </button>
      <FacePhotos input={input} onChosen={(found) => enrol(person, found)} />
    </div>
  );
}
