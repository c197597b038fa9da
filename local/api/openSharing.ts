/** Who asks for what another has asked for already has the same answer. */
export type Sharing<T> = (
  key: string,
  work: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
) => Promise<T>;

interface UnderWay<T> {
  answer: Promise<T>;
  askers: number;
  nobody: AbortController;
}

/** Work is given up by its signal when all who asked for it have gone. */
export function openSharing<T>(): Sharing<T> {
  const underWay = new Map<string, UnderWay<T>>();
  return async (key, work, signal) => {
    const own = underWay.get(key) ?? begin(work);
    underWay.set(key, own);
    own.askers++;
    const isOver = () => {
      if (underWay.get(key) === own) underWay.delete(key);
    };
    const leave = () => {
      if (--own.askers > 0) return;
      isOver();
      own.nobody.abort();
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await own.answer;
    } finally {
      signal.removeEventListener('abort', leave);
      isOver();
    }
  };
}

function begin<T>(work: (signal: AbortSignal) => Promise<T>): UnderWay<T> {
  const nobody = new AbortController();
  return { answer: work(nobody.signal), askers: 0, nobody };
}
