import { stripTypeScriptTypes } from 'node:module';

/** The repository's commands as whoever has installed the package calls them. Longer ones first. */
const WORDS: [ours: RegExp, theirs: string][] = [
  [/npm start -- /g, 'face-inbox start '],
  [/npm start\b(?: --)?/g, 'face-inbox start'],
  [/npx face-inbox\b/g, 'face-inbox'],
  [/\b(R|r)un `npm install`/g, '$1un `npm install -g` with the package of face-inbox'],
];

/**
 * A file of the project as the package has it: without types, which leaves blanks in their place and so every line and
 * column where it is in the source; files of the project named by what they become.
 */
export function toJavaScript(source: string): string {
  return inItsWords(stripTypeScriptTypes(source)).replace(/'(\.{1,2}\/[^'\n]*)\.ts'/g, "'$1.js'");
}

/** A text of the repository as it is for whoever has installed the package. */
export function inItsWords(text: string): string {
  return WORDS.reduce((said, [ours, theirs]) => said.replace(ours, theirs), text);
}
