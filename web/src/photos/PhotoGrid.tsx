import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { watchRush } from '../parts/rush.ts';
import { sameRange, useSight, useWidth } from '../parts/useSight.ts';
import type { Analysing, Photo, Waiting } from '../types.ts';
import { layOut, tilesBetween } from './layOut.ts';
import { moveFocus } from './moveFocus.ts';
import { PhotoTile } from './PhotoTile.tsx';

interface PhotoGridProps {
  photos: (Photo | Analysing | Waiting)[];
  onRemove(photo: Photo | Analysing): void;
  /** Told when the end comes near. */
  onEnd(): void;
}

const CAPTION = 52;
const GAP = 16;
/** So much above and below what is seen is there already, in heights of the window. */
const AHEAD = 0.75;
/** So much below it is read already. */
const READ_AHEAD = 3;

/** Photos in rows. Only those near what is seen are in the document, however many there are. */
export function PhotoGrid({ photos, onRemove, onEnd }: PhotoGridProps) {
  const list = useRef<HTMLUListElement>(null);
  const width = useWidth(list);
  const [range, setRange] = useState<[number, number]>([0, 0]);

  const layout = useMemo(() => {
    const row = width < 600 ? 168 : 216;
    return layOut(photos.map(proportionOf), { width: Math.max(width, 1), row, gap: GAP, caption: CAPTION });
  }, [photos, width]);

  const look = () => {
    const top = -list.current!.getBoundingClientRect().top;
    const seen = innerHeight;
    const next = tilesBetween(layout, top - AHEAD * seen, top + (1 + AHEAD) * seen);
    setRange((now) => sameRange(now, next));
    if (top + (1 + READ_AHEAD) * seen > layout.height) onEnd();
  };
  useLayoutEffect(look, [layout]);
  useSight(list, look);
  useEffect(() => watchRush(), []);

  const shown = photos.slice(...range);
  return (
    <ul class="photos" ref={list} style={{ height: `${layout.height}px` }} onKeyDown={moveFocus}>
      {shown.map((photo, index) => (
        <PhotoTile
          key={photo.image}
          photo={photo}
          tile={layout.tiles[range[0] + index]!}
          place={range[0] + index + 1}
          onRemove={onRemove}
        />
      ))}
    </ul>
  );
}

/** Where it is not known, that of most cameras. */
function proportionOf(photo: Photo | Analysing | Waiting): number {
  return 'width' in photo && photo.width && photo.height ? photo.width / photo.height : 4 / 3;
}
