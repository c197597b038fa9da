import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';

/** The whole pixels that an element is wide; 0 before it is drawn. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    setWidth(Math.floor(element.current!.clientWidth));
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, []);
  return width;
}

/** Looks anew at what is seen of an element whenever the window is scrolled or of another size. */
export function useSight(element: RefObject<HTMLElement | null>, look: () => void): void {
  useEffect(() => {
    // A scroll may still be told of when it is gone.
    const told = () => element.current && look();
    addEventListener('scroll', told, { passive: true });
    addEventListener('resize', told);
    return () => {
      removeEventListener('scroll', told);
      removeEventListener('resize', told);
    };
  });
}

/** The same two ends of what is shown are the same state, so that nothing is drawn anew. */
export function sameRange(now: [number, number], next: [number, number]): [number, number] {
  return now[0] === next[0] && now[1] === next[1] ? now : next;
}
