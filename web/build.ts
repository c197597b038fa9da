import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');

/** The browsers of the last three years: `light-dark()` and popovers are in all of them. */
const TARGETS = ['chrome123', 'edge123', 'firefox125', 'safari17.5'];

/**
 * The page as it is served: the content of `index.html` and of the files below `assets/`, by their paths. The names of
 * these tell their content, so they may be kept for ever. The same sources give the same bytes, wherever they lie.
 */
export async function buildPage(): Promise<Map<string, Uint8Array>> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { main: 'web/src/main.tsx', style: 'web/src/style.css' },
    outdir: 'web/out',
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    ...{ bundle: true, splitting: true, minify: true, write: false, metafile: true, format: 'esm' },
    target: TARGETS,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    preserveSymlinks: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  const files = new Map(
    outputFiles.map(({ path, contents }) => [relative(join(ROOT, 'web/out'), path), contents] as const),
  );
  const built = (entry: string) => {
    const [path] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === entry)!;
    return relative('web/out', path);
  };
  const icon = await readFile(join(ROOT, 'web/src/icon.svg'));
  const iconPath = `assets/icon-${createHash('sha256').update(icon).digest('hex').slice(0, 8)}.svg`;
  files.set(iconPath, icon);
  const template = await readFile(join(ROOT, 'web/src/index.html'), 'utf8');
  const index = template
    .replace('main.tsx', `/${built('web/src/main.tsx')}`)
    .replace('style.css', `/${built('web/src/style.css')}`)
    .replace('icon.svg', `/${iconPath}`);
  files.set('index.html', Buffer.from(index));
  return files;
}
