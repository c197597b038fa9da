import { printable } from '../../terminal/printable.ts';

/** Tells on stderr how far the work is: in one line on a terminal, else at each tenth. */
export function progress(what: string, total: number): (name: string) => void {
  let done = 0;
  return (name) => {
    done++;
    const count = `${what} ${String(done).padStart(String(total).length)}/${total}`;
    if (process.stderr.isTTY) {
      const columns = process.stderr.columns || 80;
      const line = `${count} ${printable(name)}`.slice(0, columns - 1);
      process.stderr.write(`\r\u001b[K${done === total ? '' : line}`);
    } else if (Math.floor((done * 10) / total) > Math.floor(((done - 1) * 10) / total))
      process.stderr.write(`${count}\n`);
  };
}
