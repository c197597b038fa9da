import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { python } from './needs.ts';

export interface HeicOptions {
  icc?: Buffer;
  exif?: Buffer;
  /** An EXIF orientation, which pillow-heif writes as HEIF's own turn (irot, imir). */
  turn?: number;
  /** Opacity of the whole picture, 0 to 255. */
  alpha?: number;
  /** Puts a red square of so many pixels before the picture, which stays the primary one. */
  second?: number;
}

/** Writes a picture (PNG) as HEIC with Python's pillow-heif: no package of ours can. */
export async function heic(png: Buffer, { icc, exif, ...options }: HeicOptions = {}): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-heic-'));
  try {
    const [source, target, profile] = ['source.png', 'target.heic', 'profile.icc'].map((n) =>
      join(folder, n),
    );
    await writeFile(source!, png);
    if (icc) await writeFile(profile!, icc);
    const all = { ...options, ...(icc && { icc: profile }), ...(exif && { exif: exif.toString('base64') }) };
    const script = fileURLToPath(new URL('heic.py', import.meta.url));
    await promisify(execFile)(python, [script, source!, target!, JSON.stringify(all)]);
    return await readFile(target!);
  } finally {
    await rm(folder, { recursive: true });
  }
}
