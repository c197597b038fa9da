import { useEffect, useState } from 'preact/hooks';
import { announce } from '../parts/Announcer.tsx';
import { Icon } from '../parts/Icon.tsx';
import { filesOfInput, filesOfTransfer } from './filesOf.ts';
import { addFiles } from './uploads.ts';

/**
 * Takes what is dropped anywhere on the window, or pasted. An element that takes drops itself calls `preventDefault` on them; a
 * dialog that is open takes none.
 */
export function DropZone() {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;
    const over = (event: DragEvent) => {
      if (event.defaultPrevented || !hasFiles(event)) return setOver(false);
      event.preventDefault();
      event.dataTransfer!.dropEffect = 'copy';
      setOver(true);
    };
    const leave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      setOver(false);
      if (event.defaultPrevented || !hasFiles(event)) return;
      event.preventDefault();
      take(event.dataTransfer!);
    };
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      addFiles(filesOfInput(files).map(({ file, path }) => ({ file, path: pastedName(file, path) })));
    };
    const gone = new AbortController();
    addEventListener('dragover', over, gone);
    addEventListener('dragleave', leave, gone);
    addEventListener('drop', drop, gone);
    addEventListener('paste', paste, gone);
    return () => gone.abort();
  }, []);
  if (!isOver) return null;
  return (
    <div class="drop-zone">
      <p>
        <Icon name="photo" />
        Drop photos or folders to add them
      </p>
    </div>
  );
}

function take(transfer: DataTransfer): void {
  filesOfTransfer(transfer).then(
    (found) => addFiles(found),
    (error: Error) => announce(`What was dropped cannot be read: ${error.message}`),
  );
}

/** Browsers call each picture from the clipboard alike. */
function pastedName(file: File, path: string): string {
  if (!/^image\.\w+$/.test(path)) return path;
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  return `pasted ${time}.${file.type.split('/')[1] ?? 'png'}`;
}
