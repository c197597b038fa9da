import { useEffect, useState } from 'preact/hooks';
import { read } from '../api.ts';
import { announce } from '../parts/Announcer.tsx';
import type { AnalysedFilm, Film, Track } from '../types.ts';
import type { Shown } from './rowsOf.ts';

/**
 * The tracks of a film, with the way of their boxes: where a film has too many, these are not in its result, nor in what is told of it,
 * and are asked for.
 */
export function useTracks(film: Film): Shown[] {
  const result = film.status === 'analysed' ? film : undefined;
  const [whole, setWhole] = useState<{ of: string; tracks: Track[] }>();
  const of = `${film.image} ${film.sequencer}`;
  const isWhole = !result || (!result.tracksLeftOut && result.tracks.every(({ path }) => path));
  useEffect(() => {
    if (isWhole) return;
    const gone = new AbortController();
    read<{ tracks: Track[] }>(`/v1/images/${encodeURIComponent(film.image)}/tracks`, gone.signal).then(
      ({ tracks }) => setWhole({ of, tracks }),
      (error: Error) => !gone.signal.aborted && announce(error.message),
    );
    return () => gone.abort();
  }, [of, isWhole]);
  if (!result) return [];
  if (!isWhole && whole?.of === of) return withPictures(whole.tracks, result);
  return withPictures(result.tracks, result);
}

function withPictures(tracks: Track[], { tracks: ofResult }: AnalysedFilm): Shown[] {
  const placeOf = ({ from, time, box }: Track) => `${from} ${time} ${box.left} ${box.top}`;
  const numbers = new Map(ofResult.map((track, number) => [placeOf(track), number]));
  return tracks.map((track) => {
    const picture = numbers.get(placeOf(track));
    return { ...track, ...(picture !== undefined && { picture }) };
  });
}
