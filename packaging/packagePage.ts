import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PAGE_FOLDER } from '../stacks/aws/page/pageFiles.ts';
import { buildPage } from '../web/build.ts';

/** Writes the page to where the stack looks for it; nothing of an older one stays. @returns bytes of it */
export async function packagePage(): Promise<number> {
  const files = await buildPage();
  await rm(PAGE_FOLDER, { recursive: true, force: true });
  let bytes = 0;
  for (const [path, content] of files) {
    const file = join(PAGE_FOLDER, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    bytes += content.length;
  }
  return bytes;
}
