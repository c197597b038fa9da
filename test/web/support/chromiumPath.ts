import { existsSync } from 'node:fs';

const candidates = [process.env.FACE_INBOX_CHROMIUM, '/usr/bin/chromium'];

/** Debian's Chromium, or undefined where there is none; `.ci/run` installs it. */
export const chromiumPath = candidates.find((path) => path !== undefined && existsSync(path));
