import { signal } from '@preact/signals';
import { ApiError, read } from '../api.ts';
import { onTold } from '../live.ts';

interface Depth {
  waiting: number;
  atWork: number;
}

/** What `GET /v1/stats` tells. */
export interface Stats {
  at: string;
  queues: Record<'images' | 'retries' | 'videos' | 'chunks' | 'deadLetters', Depth>;
  failures?: { count: number; last: { at: string; error: string } };
  unfinished: number;
  lastHour: {
    analysed: number;
    enrolled: number;
    rejected: number;
    /** Sixty, the last one last. */
    perMinute: number[];
    rejectedPerMinute: number[];
    isComplete: boolean;
  };
  engine: { name: string; precision: string };
}

/** As of a moment ago; undefined before the first answer. */
export const stats = signal<Stats | undefined>(undefined);

/** While something is under way it changes by itself; else only by what is told, but for what nobody tells of. */
const BUSY_MS = 3000;
const IDLE_MS = 15_000;
/** Photos that come one after the other are asked about together. */
const TOGETHER_MS = 700;

/** Keeps `stats` as it is now, until it is ended: asks anew after what is told, and from time to time. */
export function watchStats(): () => void {
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dueAt = Number.POSITIVE_INFINITY;
  const later = (ms: number) => {
    const at = performance.now() + ms;
    if (isOver || at >= dueAt) return;
    clearTimeout(timer);
    dueAt = at;
    timer = setTimeout(() => void look(), ms);
  };
  const look = async () => {
    dueAt = Number.POSITIVE_INFINITY;
    // Nobody sees it.
    if (!document.hidden) {
      try {
        stats.value = await read<Stats>('/v1/stats');
      } catch (error) {
        // That the inbox is away, or wants a key, is said elsewhere.
        if (!(error instanceof ApiError)) throw error;
      }
    }
    later(stats.value && isBusy(stats.value) ? BUSY_MS : IDLE_MS);
  };
  const seen = () => later(0);
  document.addEventListener('visibilitychange', seen);
  const end = onTold(() => later(TOGETHER_MS));
  void look();
  return () => {
    isOver = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
    end();
  };
}

export function isBusy({ queues: { images, retries, videos, chunks } }: Stats): boolean {
  return [images, retries, videos, chunks].some(({ waiting, atWork }) => waiting + atWork > 0);
}
