import { useRef } from 'preact/hooks';
import { ask } from '../api.ts';
import { announce } from '../parts/Announcer.tsx';
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx';
import { count, fileName, isolated, list } from '../parts/words.ts';
import type { Film, Photo } from '../types.ts';

interface RemoveDialogProps {
  photo: Photo | Film;
  /** Told whether it is removed. */
  onClose(isRemoved: boolean): void;
}

export function RemoveDialog({ photo, onClose }: RemoveDialogProps) {
  const name = fileName(photo.image);
  // It is drawn anew while it removes, as when the photo itself is told to be gone.
  const isRemoved = useRef(false);
  const remove = async () => {
    await ask('DELETE', `/v1/images/${encodeURIComponent(photo.image)}`);
    isRemoved.current = true;
    announce(`${name} is removed`);
  };
  return (
    <ConfirmDialog
      title={`Remove ${name}?`}
      action="Remove"
      onConfirm={remove}
      onClose={() => onClose(isRemoved.current)}
    >
      <p>
        The {photo.kind === 'video' ? 'film' : 'photo'} itself is deleted from the inbox. {whatGoes(photo)}
      </p>
      <p>This cannot be undone.</p>
    </ConfirmDialog>
  );
}

function whatGoes(photo: Photo | Film): string {
  if (photo.kind === 'video') return 'With it goes what was found in it, and who can be seen in it when.';
  if (photo.status === 'rejected') return 'It was not accepted, so nothing else goes with it.';
  if (photo.status === 'enrolled')
    return `${isolated(photo.person)} is then no longer known by it: by none at all, if it is their only one.`;
  if (photo.faceCount === 0) return 'No face was found in it.';
  const faces =
    photo.faceCount === 1 ? 'the face that was' : `the ${count(photo.faceCount, 'face')} that were`;
  const seen =
    photo.people.length > 0 ? `, and that ${list(photo.people.map(isolated))} can be seen in it` : '';
  return `With it goes ${faces} found in it${seen}.`;
}
