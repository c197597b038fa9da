import { spawnSync } from 'node:child_process';
import test from 'ava';

/** A disk of its own at `dir` for one process, gone with it: util-linux, in a namespace of mounts. */
export const onSmallDisk = (dir: string, megabytes: number) => (command: string[]) => [
  ...['unshare', '-rm', 'sh', '-c', 'mount -t tmpfs -o size="$0"m tmpfs "$1" && shift && exec "$@"'],
  ...[String(megabytes), dir, ...command],
];

const possible = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
/** Where nobody may mount, it is named as skipped; in CI it fails then. */
export const withDisk = possible || process.env.CI ? test : test.skip;
