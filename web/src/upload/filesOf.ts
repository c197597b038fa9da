/** A file that is to be added, by the path that it is to have: folders stay folders. */
export interface Found {
  file: File;
  path: string;
}

const PICTURES = /\.(jpe?g|jfif|png|webp|gif|avif|hei[cf]|mp4|m4v|mov|mkv|webm)$/i;

/** What was chosen with a file or folder picker. */
export function filesOfInput(files: Iterable<File>): Found[] {
  return [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
}

/**
 * What was dropped or pasted, folders with all that is in them. It has to be called while the event is handled: afterwards the
 * browser gives nothing of it any more.
 */
export function filesOfTransfer({ items, files }: DataTransfer): Promise<Found[]> {
  const entries = [...items].filter(({ kind }) => kind === 'file').map((item) => item.webkitGetAsEntry());
  // What comes from the clipboard is no entry of a file system.
  if (entries.some((entry) => entry === null)) return Promise.resolve(filesOfInput(files));
  return Promise.all(entries.map((entry) => filesBelow(entry!))).then((all) => all.flat());
}

async function filesBelow(entry: FileSystemEntry): Promise<Found[]> {
  const path = entry.fullPath.replace(/^\//, '');
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ file, path: path || file.name }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Found[] = [];
  for (;;) {
    // It gives a hundred at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    for (const one of some) found.push(...(await filesBelow(one)));
  }
}

/** Of a folder only what can be a photo or a video: a cache of the system in it is none. What was chosen by itself is all meant. */
export function picturesOf(found: Found[]): Found[] {
  return found.filter(
    ({ file, path }) => !path.includes('/') || /^(image|video)\//.test(file.type) || PICTURES.test(file.name),
  );
}
