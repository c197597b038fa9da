import test from 'ava';
import { chromiumPath } from './chromiumPath.ts';

/** Without Chromium these are named as skipped; in CI they fail then. */
export const inChromium = chromiumPath || process.env.CI ? test.serial : test.serial.skip;
