import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, nearBy, read } from '../api.ts';
import { announce } from '../parts/Announcer.tsx';
import { FaceFrames } from '../parts/FaceFrames.tsx';
import { Picture } from '../parts/Picture.tsx';
import { fileName } from '../parts/words.ts';
import type { Film } from '../types.ts';
import { boxAt } from './boxAt.ts';
import type { Player } from './player.ts';
import type { Shown } from './rowsOf.ts';

interface FilmStageProps {
  film: Film;
  tracks: Shown[];
  player: Player;
}

/** The film, with the faces framed that are on the screen; where the browser cannot play it, its frames one by one. */
export function FilmStage({ film, tracks, player }: FilmStageProps) {
  const video = useRef<HTMLVideoElement>(null);
  const source = useAddress(film, player.breaks.value);
  useEffect(() => player.attach(video.current!), [player]);
  const isUnplayable = player.isUnplayable.value;
  const isReady = player.isReady.value;
  const { width, height } = film;
  return (
    <div class="film-stage">
      <div
        class="film-picture"
        style={{ aspectRatio: `${width} / ${height}`, '--proportion': width / height }}
      >
        {/* biome-ignore lint/a11y/useMediaCaption: whoever dropped it gave it none */}
        <video
          ref={video}
          src={source}
          controls
          playsInline
          preload="metadata"
          aria-label={`The film ${fileName(film.image)}`}
          hidden={isUnplayable}
        />
        {(isUnplayable || !isReady) && <Frame film={film} player={player} isStill={!isUnplayable} />}
        {(isUnplayable || isReady) && <FramesNow tracks={tracks} player={player} />}
      </div>
      {isUnplayable && (
        <p class="film-note" role="status">
          This browser cannot play the film ({film.format}, {film.codec}): single frames are shown instead.
        </p>
      )}
    </div>
  );
}

function FramesNow({ tracks, player }: Omit<FilmStageProps, 'film'>) {
  const time = player.time.value;
  const faces = tracks.flatMap((track) => {
    const box = boxAt(track, time);
    const { person, unknown, decision } = track;
    const name = person ?? (unknown === undefined ? undefined : `Unknown ${unknown}`);
    return box ? [{ box, decision, ...(name !== undefined && { person: name }) }] : [];
  });
  return <FaceFrames faces={faces} namesAll />;
}

/** The frame of now, ten a second at most: each is a request. @param isStill as the list shows the film, until it can be played */
function Frame({ film, player, isStill }: Pick<FilmStageProps, 'film' | 'player'> & { isStill: boolean }) {
  const time = Math.round(player.time.value * 10) / 10;
  if (isStill) return <Picture image={film.image} etag={film.etag} width={640} class="film-still" />;
  return (
    <Picture
      image={film.image}
      etag={film.etag}
      width={1280}
      time={time}
      alt={`The film at ${time} seconds`}
    />
  );
}

/**
 * Where the film itself is: a signed address, since a video element can send no key.
 * @param breaks how often it has broken off: each time it is asked for anew
 */
function useAddress({ image, etag }: Film, breaks: number): string | undefined {
  const [address, setAddress] = useState<{ of: string; url: string }>();
  const of = `${breaks} ${etag} ${image}`;
  useEffect(() => {
    const gone = new AbortController();
    readAddress(image, gone.signal).then(
      (url) => setAddress({ of, url: nearBy(url) }),
      (error: Error) => !gone.signal.aborted && announce(error.message),
    );
    return () => gone.abort();
  }, [of]);
  return address?.of === of ? address.url : undefined;
}

const AGAIN_MS = 1000;

/** Waits as long as the inbox does not answer: the film goes on when it does. @throws ApiError; the signal's reason */
async function readAddress(image: string, stop: AbortSignal): Promise<string> {
  for (;;) {
    try {
      const path = `/v1/images/${encodeURIComponent(image)}/original?address=true`;
      return (await read<{ url: string }>(path, stop)).url;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      stop.throwIfAborted();
    }
  }
}
