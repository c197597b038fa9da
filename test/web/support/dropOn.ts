import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';

/** As a person drags files from their desktop onto an element and lets go. @param meanwhile while they are above it */
export async function dropOn(
  target: Locator,
  files: Record<string, Buffer>,
  meanwhile: () => Promise<unknown> = async () => {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-drop-'));
  const paths = Object.keys(files).map((name) => join(folder, name));
  await Promise.all(Object.values(files).map((bytes, at) => writeFile(paths[at]!, bytes)));
  await target.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await target.boundingBox())!;
  const at = { x: x + width / 2, y: y + height / 2 };
  const session = await target.page().context().newCDPSession(target.page());
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver'] as const)
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  await meanwhile();
  await session.send('Input.dispatchDragEvent', { type: 'drop', ...at, data });
  await session.detach();
  // The browser reads them when they are sent; what is under way keeps them open.
  target.page().once('close', () => void rm(folder, { recursive: true, force: true }));
}
