import { useRef } from 'preact/hooks';
import { Icon } from '../parts/Icon.tsx';
import { filesOfInput } from './filesOf.ts';
import { addFiles } from './uploads.ts';

/** Buttons by which photos, or a folder of them, are chosen. @param below where they are to lie */
export function AddPhotos({ below = '' }: { below?: string }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    addFiles(filesOfInput(currentTarget.files ?? []), below);
    // The same file can be chosen again.
    currentTarget.value = '';
  };
  const asFolder = (input: HTMLInputElement | null) => {
    folder.current = input;
    if (input) input.webkitdirectory = true;
  };
  return (
    <div class="add">
      <button type="button" class="primary" onClick={() => files.current!.click()}>
        <Icon name="add" />
        Add photos
      </button>
      <button type="button" onClick={() => folder.current!.click()}>
        <Icon name="folder" />
        Add a folder
      </button>
      <input ref={files} type="file" multiple hidden onChange={take} data-pick="files" />
      <input ref={asFolder} type="file" multiple hidden onChange={take} data-pick="folder" />
    </div>
  );
}
