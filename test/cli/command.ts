import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import sharp from 'sharp';
import type { FaceItem } from '../../store/ImageItem.ts';

const BIN = resolve(import.meta.dirname, '../../cli/bin.mjs');

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface Options {
  environment?: Record<string, string>;
  nodeArguments?: string[];
  cwd?: string;
  /** Sent SIGINT, or that signal, as soon as stderr shows this. */
  interruptAt?: RegExp;
  interruptBy?: NodeJS.Signals;
  /** Is given the way to kill it, without a word. */
  onStart?(kill: () => void): void;
}

/** Runs the command as a person does, against that endpoint, and with no setting of the machine's own. */
export function command(endpoint: string) {
  return (
    args: string[],
    { environment, nodeArguments = [], cwd, interruptAt, interruptBy = 'SIGINT', onStart }: Options = {},
  ) =>
    new Promise<Ended>((done, fail) => {
      const env = { PATH: process.env.PATH, HOME: tmpdir(), AWS_ENDPOINT_URL: endpoint, ...environment };
      const child = spawn(process.execPath, [...nodeArguments, BIN, ...args], { env, cwd });
      onStart?.(() => void child.kill('SIGKILL'));
      const ended: Ended = { code: null, stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text) => {
        ended.stdout += text;
      });
      let interrupted = false;
      child.stderr.setEncoding('utf8').on('data', (text) => {
        ended.stderr += text;
        if (interrupted || !interruptAt?.test(ended.stderr)) return;
        interrupted = true;
        child.kill(interruptBy);
      });
      child.on('error', fail);
      child.on('close', (code) => done({ ...ended, code }));
    });
}

/** A new folder with these files, by their paths in it. */
export async function folderOf(files: Record<string, Buffer | string>) {
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-cli-'));
  const write = async (path: string, content: Buffer | string) => {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  };
  for (const [path, content] of Object.entries(files)) await write(path, content);
  return { dir, write, remove: () => rm(dir, { recursive: true, force: true }) };
}

/** A photo that shows this one face of another, with as much grey around it as it is large. */
export async function cutOut(photo: Buffer, { box }: FaceItem): Promise<Buffer> {
  const { width = 0, height = 0 } = await sharp(photo).metadata();
  const pixels = {
    left: Math.round(box.left * width),
    top: Math.round(box.top * height),
    width: Math.round(box.width * width),
    height: Math.round(box.height * height),
  };
  const { width: x, height: y } = pixels;
  return sharp(photo)
    .extract(pixels)
    .extend({ left: x, right: x, top: y, bottom: y, background: '#808080' })
    .jpeg({ quality: 95 })
    .toBuffer();
}
