import { useEffect, useState } from 'preact/hooks';
import { ask, hasKey } from '../api.ts';
import { isRushing, whenCalm } from './rush.ts';

const WIDTHS = [160, 320, 640, 1280, 2560];

interface PictureProps {
  image: string;
  /** Of the result: pictures of another photo at that key are others. */
  etag: string;
  /** How wide it is shown, in pixels of the page. */
  width: number;
  /** Only the face of that number, with some room around it. */
  face?: number;
  /** Of a film: the face of that track, or the frame at that second. */
  track?: number;
  time?: number;
  alt?: string;
  class?: string;
}

/** Where the server has a picture that is sharp at that width. */
function pictureUrl({ image, etag, width, face, track, time }: PictureProps): string {
  const pixels = width * Math.min(devicePixelRatio, 2);
  const query = new URLSearchParams({
    width: String(WIDTHS.find((one) => one >= pixels * 0.9) ?? WIDTHS.at(-1)),
    ...(face !== undefined && { face: String(face) }),
    ...(track !== undefined && { track: String(track) }),
    ...(time !== undefined && { time: String(time) }),
    v: etag,
  });
  return `/v1/images/${encodeURIComponent(image)}/picture?${query}`;
}

/** A picture that the server makes of a photo. Where there is none, it is left out. */
export function Picture(props: PictureProps) {
  const url = pictureUrl(props);
  const src = useSource(url);
  const [failed, setFailed] = useState<string>();
  if (src === undefined || failed === url) return null;
  return (
    <img
      class={props.class}
      src={src}
      alt={props.alt ?? ''}
      draggable={false}
      decoding="async"
      onError={() => setFailed(url)}
    />
  );
}

/** What an image element is to show; with a key the page has to fetch it, since the element would send none. */
function useSource(url: string): string | undefined {
  const isPlain = !hasKey();
  const [source, setSource] = useState(isPlain && !isRushing.peek() ? url : undefined);
  useEffect(() => {
    if (isPlain) return whenCalm(() => setSource(url));
    const gone = new AbortController();
    let own: string | undefined;
    const load = async () => {
      const response = await ask('GET', url, { signal: gone.signal });
      own = URL.createObjectURL(await response.blob());
      setSource(own);
    };
    const leave = whenCalm(() => void load().catch(() => setSource(undefined)));
    return () => {
      leave();
      gone.abort();
      if (own !== undefined) URL.revokeObjectURL(own);
    };
  }, [url]);
  return source;
}
