import type { RefObject } from 'preact';
import { type Found, filesOfInput } from './filesOf.ts';

/** What the browser chooses photos of faces with; it is opened by a click on it. */
export function FacePhotos({
  input,
  onChosen,
}: {
  input: RefObject<HTMLInputElement | null>;
  onChosen(found: Found[]): void;
}) {
  return (
    <input
      ref={input}
      type="file"
      accept="image/*,.heic,.heif"
      multiple
      hidden
      onChange={({ currentTarget }) => {
        onChosen(filesOfInput(currentTarget.files ?? []));
        // The same file can be chosen again.
        currentTarget.value = '';
      }}
    />
  );
}
