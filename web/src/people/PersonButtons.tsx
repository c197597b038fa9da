import { useRef } from 'preact/hooks';
import { Icon } from '../parts/Icon.tsx';
import { filesOfInput } from '../upload/filesOf.ts';
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
      <input
        ref={input}
        type="file"
        accept="image/*,.heic,.heif"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          enrol(person, filesOfInput(currentTarget.files ?? []));
          currentTarget.value = '';
        }}
      />
    </div>
  );
}
