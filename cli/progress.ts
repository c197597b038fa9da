import { SingleBar } from 'cli-progress';
import { bytes } from './formats.ts';
import { note } from './print.ts';

export interface Progress {
  done(line: string, sentBytes: number): void;
  stop(): void;
}

/** A bar on a terminal; a line for each photo where stderr goes elsewhere. */
export function showProgress(total: number): Progress {
  let count = 0;
  let sum = 0;
  if (!process.stderr.isTTY)
    return {
      done: (line) => note(`${String(++count).padStart(String(total).length)}/${total} ${line}`),
      stop() {},
    };
  const bar = new SingleBar({
    format: '{bar} {value}/{total} photos · {sent} sent · {eta_formatted} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
  });
  bar.start(total, 0, { sent: bytes(0) });
  return {
    done(_, sentBytes) {
      sum += sentBytes;
      bar.update(++count, { sent: bytes(sum) });
    },
    stop: () => bar.stop(),
  };
}
