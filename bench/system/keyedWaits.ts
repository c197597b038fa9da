/** What is waited for by key, whichever comes first: the value or who waits for it. */
export interface KeyedWaits<T> {
  /** Rejects with what `fail` was told. */
  of(key: string): Promise<T>;
  give(key: string, value: T): void;
  /** Nothing will come any more, and this is why. */
  fail(error: Error): void;
}

export function keyedWaits<T>(): KeyedWaits<T> {
  const all = new Map<string, PromiseWithResolvers<T>>();
  let failure: Error | undefined;
  const entry = (key: string) => {
    const known = all.get(key);
    if (known) return known;
    const made = Promise.withResolvers<T>();
    made.promise.catch(() => {}); // whoever waits hears of it
    if (failure) made.reject(failure);
    all.set(key, made);
    return made;
  };
  return {
    of: (key) => entry(key).promise,
    give: (key, value) => entry(key).resolve(value),
    fail(error) {
      failure ??= error;
      for (const { reject } of all.values()) reject(failure);
    },
  };
}
