import { effect, signal } from '@preact/signals';
import { ApiError, read } from '../api.ts';
import { stats } from '../health/stats.ts';
import { onTold } from '../live.ts';
import type { Analysing } from '../types.ts';

/** Films that are being looked at, newest first. That it begins is told by no event: it shows in the queues. */
export const analysing = signal<Analysing[]>([]);

/** Keeps it as it is, until it is ended: each time that the queues are looked at while a film is on its way. */
export function watchAnalysing(): () => void {
  let asked = 0;
  const load = async () => {
    const own = ++asked;
    try {
      const { images } = await read<{ images: Analysing[] }>('/v1/images?status=analysing&limit=50');
      if (own === asked) analysing.value = images;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  };
  const end = effect(() => {
    const queues = stats.value?.queues;
    if (!queues) return;
    const { videos, chunks } = queues;
    const isBusy = [videos, chunks].some(({ waiting, atWork }) => waiting + atWork > 0);
    if (isBusy || analysing.peek().length > 0) void load();
  });
  const endTold = onTold(({ type, detail }) => {
    const { image } = detail as { image?: string };
    if (type === 'gap') void load();
    else if (analysing.peek().some((film) => film.image === image))
      analysing.value = analysing.peek().filter((film) => film.image !== image);
  });
  return () => {
    asked++;
    end();
    endTold();
  };
}
