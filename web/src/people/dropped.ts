import { useState } from 'preact/hooks';
import { announce } from '../parts/Announcer.tsx';
import { type Found, filesOfTransfer } from '../upload/filesOf.ts';

/** Has an element take files that are dropped on it, and not the page. */
export function useDrop(take: (found: Found[]) => void) {
  const [isOver, setOver] = useState(false);
  return {
    isOver,
    handlers: {
      onDragOver(event: DragEvent) {
        if (!event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        setOver(true);
      },
      onDragLeave({ currentTarget, relatedTarget }: DragEvent) {
        if (!(currentTarget as Element).contains(relatedTarget as Node | null)) setOver(false);
      },
      onDrop(event: DragEvent) {
        if (!event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        setOver(false);
        filesOfTransfer(event.dataTransfer).then(take, (error: Error) =>
          announce(`What was dropped cannot be read: ${error.message}`),
        );
      },
    },
  };
}
