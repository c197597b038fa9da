import { useEffect, useState } from 'preact/hooks';
import { ApiError, read } from '../api.ts';
import { onTold } from '../live.ts';
import { listing } from '../photos/listing.ts';
import type { Photo } from '../types.ts';

/** A photo as it is now; `waiting` where it was not looked at yet, `gone` where there is none. */
export type PhotoNow = Photo | 'reading' | 'waiting' | 'gone' | ApiError;

/** The photo at a key, kept up to date. */
export function usePhoto(key: string): PhotoNow {
  const known = listing.peek()?.photos.peek();
  const [now, setNow] = useState<{ key: string; photo: PhotoNow }>();
  useEffect(() => {
    const gone = new AbortController();
    const show = (photo: PhotoNow) => !gone.signal.aborted && setNow({ key, photo });
    const load = () =>
      read<Photo | { status: 'queued' }>(`/v1/images/${encodeURIComponent(key)}`, gone.signal).then(
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
      else show(detail as unknown as Photo);
    });
    return () => {
      gone.abort();
      end();
    };
  }, [key]);
  if (now?.key === key) return now.photo;
  return known?.find(({ image }) => image === key) ?? 'reading';
}
