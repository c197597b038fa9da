import { SingleBar } from 'cli-progress';
import type { Telling } from '../people/Telling.ts';
import { bytes } from './formats.ts';
import { note } from './print.ts';

export interface Progress {
  done(line: string, bytes: number): void;
  stop(): void;
}

/**
 * A bar on a terminal; a line for each where stderr goes elsewhere.
 * @param moved what has become of the bytes, where they are counted
 */
export function showProgress(total: number, moved: 'sent' | 'read' | undefined, what = 'photos'): Progress {
  let count = 0;
  let sum = 0;
  if (!process.stderr.isTTY)
    return {
      done: (line) => note(`${String(++count).padStart(String(total).length)}/${total} ${line}`),
      stop() {},
    };
  const bar = startBar(total, `{value}/{total} ${what}${moved ? ` · {sum} ${moved}` : ''}`);
  return {
    done(_, more) {
      sum += more;
      bar.update(++count, { sum: bytes(sum) });
    },
    stop: () => bar.stop(),
  };
}

/** Of changes of the people: a bar, and notes beside it. */
export const telling: Telling = {
  note,
  begin(total, what) {
    const progress = showProgress(total, undefined, what);
    return { done: (line) => progress.done(line, 0), stop: progress.stop };
  },
};

/** The same for one long file, of about `total` bytes: a bar on a terminal; a line for each tenth of it where stderr goes elsewhere. */
export function showBytes(
  total: number,
  moved: 'copied' | 'read',
): { more(bytes: number): void; stop(): void } {
  let sum = 0;
  let told = 0;
  if (!process.stderr.isTTY)
    return {
      more(count) {
        sum = Math.min(total, sum + count);
        const tenths = Math.floor((sum / total) * 10);
        if (tenths > told) note(`${bytes(sum)} of ${bytes(total)} ${moved}`);
        told = tenths;
      },
      stop() {},
    };
  const bar = startBar(total, `{percentage}% · {sum} ${moved}`);
  return {
    more(count) {
      sum = Math.min(total, sum + count);
      bar.update(sum, { sum: bytes(sum) });
    },
    stop: () => bar.stop(),
  };
}

/** @param says what stands between the bar and the time that is left */
function startBar(total: number, says: string): SingleBar {
  const bar = new SingleBar({
    format: `{bar} ${says} · {eta_formatted} left`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
  });
  bar.start(total, 0, { sum: bytes(0) });
  return bar;
}
