import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** "Event size: 1 MB (maximum)" (CloudWatch Logs quotas): a longer line is cut, so that none fills the memory. */
const MAX_LINE = 1024 * 1024;

/**
 * Calls `onLine` for each line of UTF-8 text, without its line end, and for an unfinished last one.
 * Only `\n` ends a line: node:readline would also break JSON at U+2028.
 */
export function splitLines(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const emit = (line: string) => onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) emit(line);
    for (; rest.length >= MAX_LINE; rest = rest.slice(MAX_LINE)) emit(rest.slice(0, MAX_LINE));
  });
  // 'close' and not 'end': a stream that is destroyed because its writer was killed still gives its last line.
  stream.on('close', () => {
    rest += decoder.end();
    if (rest !== '') emit(rest);
    rest = '';
  });
  stream.on('error', () => {}); // 'close' follows
}
