import { signal } from '@preact/signals';

/** Whether one scrolls so fast that pictures would be gone before they came: they are asked for when it is over. */
export const isRushing = signal(false);

/** In heights of the window a second. */
const FAST = 4;
const CALM_MS = 120;

/** Watches the window's scrolling. @returns ends it */
export function watchRush(): () => void {
  let last = { y: scrollY, at: performance.now() };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    const now = { y: scrollY, at: performance.now() };
    const seconds = Math.max(now.at - last.at, 8) / 1000;
    // The first step after a rest says nothing of the speed.
    if (seconds < 0.2 && Math.abs(now.y - last.y) / innerHeight / seconds > FAST) isRushing.value = true;
    last = now;
    clearTimeout(timer);
    timer = setTimeout(() => {
      isRushing.value = false;
    }, CALM_MS);
  };
  addEventListener('scroll', look, { passive: true });
  return () => {
    clearTimeout(timer);
    isRushing.value = false;
    removeEventListener('scroll', look);
  };
}

/** Does something now, or when one no longer scrolls so fast. @returns leaves it undone */
export function whenCalm(work: () => void): () => void {
  if (!isRushing.peek()) {
    work();
    return () => {};
  }
  let isDone = false;
  const end = isRushing.subscribe((rushes) => {
    if (rushes || isDone) return;
    isDone = true;
    work();
  });
  return end;
}
