/** Calls that come within that time are done as one. @returns asks for it */
export function together(work: () => void, ms: number): () => void {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    setTimeout(() => {
      isAsked = false;
      work();
    }, ms);
  };
}
