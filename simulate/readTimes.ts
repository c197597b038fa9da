import { readFile } from 'node:fs/promises';
import { SettingError } from '../config/SettingError.ts';
import type { Measured } from './measureTimes.ts';

interface File {
  benchmark?: string;
  measured?: Partial<Measured>;
  ways?: { what: string; here: number; decoding: number }[];
}

/**
 * What was measured before: by this command, or by `npm run bench:video`, whose JSON has the two largest of these times.
 * @param fallback what stands for those that the file does not have
 * @throws SettingError where it is neither
 */
export async function readTimes(
  file: string,
  frames: 'every' | 'auto',
  fallback: Measured,
): Promise<Measured> {
  const { measured, ways } = await contentOf(file);
  if (measured) return { ...fallback, ...measured };
  const way = ways?.find(({ what }) => what.startsWith(frames));
  if (!way)
    throw new SettingError(
      `--times is ${file}, which has no times of ${frames} frames. Make it with \`npm run bench:video -- --json\`, ` +
        'or with `npm run simulate:video -- --json`.',
    );
  return { ...fallback, decode: way.decoding / 1000, look: way.here / 1000 };
}

async function contentOf(file: string): Promise<File> {
  const text = await readFile(file, 'utf8');
  try {
    // npm's own lines may stand before it.
    return JSON.parse(text.slice(Math.max(0, text.indexOf('{')))) as File;
  } catch (cause) {
    throw new SettingError(
      `--times is ${file}, which is no JSON (${(cause as Error).message}). Give --json to the command that makes it.`,
      { cause },
    );
  }
}
