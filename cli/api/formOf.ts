import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';

/** A form of files, by the names of its parts; they are read when they are sent. */
export async function formOf(files: Record<string, string>): Promise<FormData> {
  const form = new FormData();
  for (const [name, file] of Object.entries(files)) form.append(name, await openAsBlob(file), basename(file));
  return form;
}
