import type { Browser, Page } from 'playwright-core';

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** Of the thread's processor, in microseconds. */
  tdur?: number;
  args: { name?: string };
}

export interface Frames {
  /** Milliseconds from one frame to the next, sorted: with all that else is going on at this machine. */
  apart: number[];
  /** Milliseconds of processor time that each task of the page's main thread took, sorted: of what the page itself does. */
  work: number[];
}

/** Watches each frame of a page while something is done to it. */
export async function traceFrames(browser: Browser, page: Page, work: () => Promise<void>): Promise<Frames> {
  const watch = await page.evaluateHandle(() => {
    const apart: number[] = [];
    const state = { apart, isOver: false };
    let before = performance.now();
    const look = (now: number) => {
      apart.push(now - before);
      before = now;
      if (!state.isOver) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    return state;
  });
  await browser.startTracing(page, { categories: ['toplevel'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const apart = await watch.evaluate((state) => {
    state.isOver = true;
    return state.apart.slice(1);
  });
  const ofThread = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const main = traceEvents.filter(
    ({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain',
  );
  const mains = new Set(main.map(ofThread));
  const tasks = traceEvents.filter(
    (event) => event.name === 'ThreadControllerImpl::RunTask' && mains.has(ofThread(event)),
  );
  const sorted = (values: number[]) => values.sort((a, b) => a - b);
  return { apart: sorted(apart), work: sorted(tasks.map(({ tdur = 0 }) => tdur / 1000)) };
}
