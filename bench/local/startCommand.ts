import { readFileSync } from 'node:fs';

const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  scripts: Record<string, string>;
};
/** The command of `npm start` behind `node`. */
const words = scripts.start!.split(' ').slice(1);

/** What it gives to Node.js itself. */
export const startFlags = words.filter((word) => word.startsWith('--'));
/** Its script, from the project's folder. */
export const startScript = words.find((word) => !word.startsWith('--'))!;
