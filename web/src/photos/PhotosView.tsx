import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { read } from '../api.ts';
import { onTold } from '../live.ts';
import type { Photo } from '../types.ts';

const photos = signal<Photo[]>([]);

export function PhotosView() {
  useEffect(() => {
    const load = async () => {
      photos.value = (await read<{ images: Photo[] }>('/v1/images')).images;
    };
    void load();
    return onTold(() => void load());
  }, []);
  return (
    <>
      <h1>Photos</h1>
      <ul>
        {photos.value.map((photo) => (
          <li key={photo.image}>
            <a href={`/photo/${encodeURIComponent(photo.image)}`}>{photo.image}</a>
          </li>
        ))}
      </ul>
    </>
  );
}
