import { existsSync } from 'node:fs';
import test from 'ava';

const candidates = [process.env.FACE_INBOX_CHROMIUM, '/usr/bin/chromium'];

/** Debian's Chromium, or undefined where there is none; `.ci/run` installs it. */
export const chromiumPath = candidates.find((path) => path !== undefined && existsSync(path));

/** Without Chromium these are named as skipped; in CI they fail then. */
export const inChromium = chromiumPath || process.env.CI ? test.serial : test.serial.skip;
