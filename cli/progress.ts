import { SingleBar } from 'cli-progress';
import { bytes } from './formats.ts';
import { note } from './print.ts';

export interface Progress {
  done(line: string, bytes: number): void;
  stop(): void;
}

/**
 * A bar on a terminal; a line for each photo where stderr goes elsewhere.
 * @param moved what has become of the bytes that are counted, or `keys` where none are
 */
export function showProgress(total: number, moved: 'sent' | 'read' | 'keys'): Progress {
  let count = 0;
  let sum = 0;
  if (!process.stderr.isTTY)
    return {
      done: (line) => note(`${String(++count).padStart(String(total).length)}/${total} ${line}`),
      stop() {},
    };
  const bar = new SingleBar({
    format: `{bar} {value}/{total} ${moved === 'keys' ? moved : `photos · {sum} ${moved}`} · {eta_formatted} left`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
  });
  bar.start(total, 0, { sum: bytes(0) });
  return {
    done(_, more) {
      sum += more;
      bar.update(++count, { sum: bytes(sum) });
    },
    stop: () => bar.stop(),
  };
}
