/** Things to close, the last opened first. One that fails is told of and holds up no other. */
export function closeInTurn(onError: (error: Error) => void) {
  const closers: (() => unknown)[] = [];
  return {
    add: (close: () => unknown) => void closers.push(close),
    async close(): Promise<void> {
      for (const close of closers.splice(0).reverse())
        try {
          await close();
        } catch (error) {
          onError(new Error('A part did not stop in order.', { cause: error }));
        }
    },
  };
}
