import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { PackagingError } from '../PackagingError.ts';

/** What a person starts, and what the Lambda host does. */
const ENTRIES = ['cli/main.ts', 'local/main.ts', 'functions/*/handler.ts'];
/** The way of the repository's own into cli/main.ts; the package has it beside all this. */
const LAUNCHER = 'cli/bin.mjs';

/** How code names another file of the project; the last is a process or a worker that it starts. */
const NAMES = [
  /\b(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g,
  /\bnew URL\(\s*'(\.{1,2}\/[^']+)',\s*import\.meta\.url/g,
  /\bimport\.meta\.dirname,\s*'([^']+)'/g,
  /\bimport\.meta\.dirname,\s*`([^`$]+)\$\{KIND\}`/g,
];

/**
 * The files that the installed command can need, by their paths from the project's root, sorted: whatever its entries
 * name, and what names these in turn; and beside each source what is no source, as data is read by its place.
 * @throws PackagingError where an import leads nowhere.
 */
export function neededSources(root: string): string[] {
  const found = new Set<string>();
  const take = (file: string) => {
    if (found.has(file)) return;
    found.add(file);
    if (!/\.(ts|mjs)$/.test(file)) return;
    for (const named of namedIn(root, file)) take(named);
  };
  for (const file of globSync(ENTRIES, { cwd: root })) take(file);
  const folders = new Set([...found].filter((file) => file.endsWith('.ts')).map(dirname));
  for (const folder of folders)
    for (const file of globSync(`${folder}/*.*`, { cwd: root }))
      if (!file.endsWith('.ts') && file !== LAUNCHER && statSync(join(root, file)).isFile()) take(file);
  return [...found].sort();
}

function namedIn(root: string, file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  // Without its types: what is imported for those alone is nothing to run.
  const code = file.endsWith('.ts') ? stripTypeScriptTypes(text) : text;
  return NAMES.flatMap((pattern, at) =>
    [...code.matchAll(pattern)].flatMap(([, name]) => {
      const path = join(dirname(file), at === 3 ? `${name}.ts` : name!);
      const isFile = existsSync(join(root, path)) && statSync(join(root, path)).isFile();
      if (at === 0 && !isFile)
        throw new PackagingError(
          `${file} imports ${name}, but there is no file ${relative('.', path)}. Mend the import.`,
        );
      return isFile ? [path] : [];
    }),
  );
}
