import { printable, printableJson } from '../terminal/printable.ts';

/** The answer, on stdout. What comes from outside must have gone through `printable` or `table` before. */
export function answer(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** The answer as JSON, for programs: sets as sorted lists; what a terminal would obey is escaped as JSON does. */
export function answerJson(value: unknown): void {
  const lists = (_: string, part: unknown) => (part instanceof Set ? [...part].sort() : part);
  answer(JSON.stringify(value, lists, 2).split('\n').map(printableJson).join('\n'));
}

/** What is not the answer: progress, hints, failures. */
export function note(text: string): void {
  process.stderr.write(`${text.split('\n').map(printable).join('\n')}\n`);
}

/** How wide the answer may be; undefined where it goes to a file or another program. */
export function answerColumns(): number | undefined {
  return process.stdout.isTTY ? process.stdout.columns || 80 : undefined;
}
