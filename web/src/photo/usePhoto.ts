import { useEffect, useState } from 'preact/hooks';
import { ApiError, read } from '../api.ts';
import { onTold } from '../live.ts';
import { listing } from '../photos/listing.ts';
import type { Analysing, Photo } from '../types.ts';

/** A photo as it is now; `waiting` where it was not looked at yet, `gone` where there is none. */
export type PhotoNow = Photo | Analysing | 'reading' | 'waiting' | 'gone' | ApiError;

const UNDER_WAY_MS = 2000;

/** The photo at a key, kept up to date. */
export function usePhoto(key: string): PhotoNow {
  const known = listing.peek()?.photos.peek();
  const [now, setNow] = useState<{ key: string; photo: PhotoNow }>();
  useEffect(() => {
    const gone = new AbortController();
    let isUnderWay = false;
    const show = (photo: PhotoNow) => {
      if (gone.signal.aborted) return;
      isUnderWay =
        photo === 'waiting' ||
        (typeof photo === 'object' && 'status' in photo && photo.status === 'analysing');
      setNow({ key, photo });
    };
    const load = () =>
      read<Photo | Analysing | { status: 'queued' }>(
        `/v1/images/${encodeURIComponent(key)}`,
        gone.signal,
      ).then(
        (photo) => show(photo.status === 'queued' ? 'waiting' : photo),
        (error: unknown) => {
          if (!(error instanceof ApiError)) return;
          show(error.status === 404 ? 'gone' : error);
        },
      );
    void load();
    const end = onTold(({ type, detail }) => {
      if (type === 'gap') return void load();
      if (detail.image !== key) return;
      if (detail.status === 'removed') show('gone');
      // What is told of a film is without the way of its boxes.
      else if (detail.kind === 'video') void load();
      else show(detail as unknown as Photo);
    });
    // That the parts of a film are looked at is told by no event.
    const timer = setInterval(() => isUnderWay && void load(), UNDER_WAY_MS);
    return () => {
      clearInterval(timer);
      gone.abort();
      end();
    };
  }, [key]);
  if (now?.key === key) return now.photo;
  return known?.find(({ image }) => image === key) ?? 'reading';
}
