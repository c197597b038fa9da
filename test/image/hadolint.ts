import { existsSync } from 'node:fs';
import { join } from 'node:path';

const candidates = [
  process.env.FACE_INBOX_HADOLINT,
  join(import.meta.dirname, '../../.venv/bin/hadolint'),
].filter((path) => path !== undefined);

/** The linter of Dockerfiles, or undefined where there is none; `.ci/run` installs it. */
export const hadolint = candidates.find((path) => existsSync(path));
