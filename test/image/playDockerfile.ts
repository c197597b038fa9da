import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readInstructions } from './Instruction.ts';

/** What an image is: its files, and what a process in it begins with. */
export interface PlayedImage {
  /** The folder that stands for `/`. */
  root: string;
  environment: Record<string, string>;
  command: string[];
}

interface Stage extends PlayedImage {
  name: string | undefined;
  folder: string;
}

/**
 * Does what a Dockerfile says in folders, as far as that can be done without a container engine: the base image is an empty
 * folder, and what runs are the programs of this machine, with the files where the image would have them but for `root`.
 * @param context what COPY copies from
 * @param instead what is done instead of running a command, by that; what is left over is an error
 * @returns the last stage
 */
export async function playDockerfile(options: {
  text: string;
  context: string;
  folder: string;
  environment: Record<string, string>;
  instead: Record<string, (folder: string) => Promise<void>>;
}): Promise<PlayedImage> {
  const { text, context, folder, environment, instead } = options;
  const stages: Stage[] = [];
  const left = new Set(Object.keys(instead));
  for (const { keyword, rest } of readInstructions(text)) {
    if (keyword === 'FROM') {
      const [, name] = / AS (\S+)$/.exec(rest) ?? [];
      const root = join(folder, String(stages.length));
      await mkdir(root);
      stages.push({ name, root, folder: root, environment: {}, command: [] });
      continue;
    }
    const stage = stages.at(-1)!;
    switch (keyword) {
      case 'WORKDIR':
        stage.folder = join(stage.root, rest);
        await mkdir(stage.folder, { recursive: true });
        break;
      case 'COPY':
        await copy(rest, stage, stages, context);
        break;
      case 'RUN':
        if (!instead[rest]) await run(rest, stage.folder, { ...environment, ...stage.environment });
        else await instead[rest](stage.folder);
        left.delete(rest);
        break;
      case 'ENV':
        for (const [, name, value] of rest.matchAll(/(\w+)=(\S*)/g)) stage.environment[name!] = value!;
        break;
      case 'CMD':
        stage.command = JSON.parse(rest);
        break;
      default:
        throw new Error(`${keyword} cannot be played; teach test/image/playDockerfile.ts what it does.`);
    }
  }
  if (left.size > 0) throw new Error(`The Dockerfile does not run ${[...left].join(', ')} any more.`);
  return stages.at(-1)!;
}

/** A file keeps its name in a folder (`to/`); of a folder what is in it is copied. */
async function copy(rest: string, stage: Stage, stages: Stage[], context: string): Promise<void> {
  const [, from] = /^--from=(\S+) /.exec(rest) ?? [];
  const base = from === undefined ? context : stages.find(({ name }) => name === from)!.root;
  const paths = rest.replace(/^--\S+ /, '').split(' ');
  const to = paths.pop()!;
  const target = to.startsWith('/') ? join(stage.root, to) : join(stage.folder, to);
  await mkdir(dirname(target), { recursive: true });
  for (const path of paths) {
    const source = join(base, path);
    if (from !== undefined) {
      // Nothing changes a stage that is copied from: links are enough, of hundreds of megabytes.
      await promisify(execFile)('cp', ['-alT', source, target]);
      continue;
    }
    const into = to.endsWith('/') && (await stat(source)).isFile() ? join(target, basename(path)) : target;
    await cp(source, into, { recursive: true, verbatimSymlinks: true });
  }
}

async function run(command: string, cwd: string, env: Record<string, string>): Promise<void> {
  await promisify(execFile)('/bin/sh', ['-c', command], { cwd, env, maxBuffer: 64 * 1024 * 1024 });
}

/**
 * The files of the project that the image's build gets, copied to a folder: what `.dockerignore` lets through. Each of its
 * lines names a path, with `!` one that is let through, and a later line goes over an earlier one.
 */
export async function makeContext(project: string, ignore: string, to: string): Promise<void> {
  const lines = ignore.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
  const isIgnored = (path: string) =>
    lines.reduce((ignored, line) => {
      const pattern = line.replace(/^!/, '');
      const matches = pattern === '*' || path === pattern || path.startsWith(`${pattern}/`);
      return matches ? !line.startsWith('!') : ignored;
    }, false);
  const leadsTo = (path: string) => lines.some((line) => line.startsWith(`!${path}/`));
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(project, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && (leadsTo(path) || !isIgnored(path))) await walk(path);
      else if (entry.isFile() && !isIgnored(path)) await cp(join(project, path), join(to, path));
    }
  };
  await walk('');
}
