import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { describePhoto } from '../photos/describePhoto.ts';
import type { Film } from '../types.ts';
import { clock } from './clock.ts';
import { FilmStage } from './FilmStage.tsx';
import { PeopleOfFilm } from './PeopleOfFilm.tsx';
import { openPlayer, type Player } from './player.ts';
import { rowsOf } from './rowsOf.ts';
import { Timeline } from './Timeline.tsx';
import { useTracks } from './useTracks.ts';

/** A film: playing, with who is on the screen; below it the timeline, beside it everybody in words. @param children what is told below */
export function FilmView({ film, children }: { film: Film; children: ComponentChildren }) {
  const player = useMemo(openPlayer, [film.image, film.etag]);
  const tracks = useTracks(film);
  const rows = useMemo(() => rowsOf(tracks), [tracks]);
  const missing = (film.status === 'analysed' ? film.missing : undefined) ?? [];
  useKeys(player);
  return (
    <div class="photo-parts film-parts">
      <div class="film">
        <FilmStage film={film} tracks={tracks} player={player} />
        {film.status === 'analysing' && <Progress {...film} />}
        {film.status === 'analysed' && (rows.length > 0 || missing.length > 0) && (
          <Timeline
            {...{ rows, missing, player }}
            image={film.image}
            etag={film.etag}
            duration={film.duration}
          />
        )}
      </div>
      <aside aria-label="What was found">
        <h2 dir="auto">{describePhoto(film)}</h2>
        <PeopleOfFilm film={film} rows={rows} player={player} />
        {missing.map(({ from, to, reason, message }) => (
          <p key={from} class="refusal">
            {clock(from)} to {clock(to)} could not be looked at: {message ?? reason}
          </p>
        ))}
        {children}
      </aside>
    </div>
  );
}

function Progress({ chunks, chunksDone = 0 }: { chunks: number; chunksDone?: number }) {
  return (
    <div class="looking">
      <label for="looking">
        Being looked at: {chunksDone} of {chunks} parts. Who is in it appears here by itself.
      </label>
      <progress id="looking" max={chunks} value={chunksDone} />
    </div>
  );
}

/** Of players: space plays and pauses, `j` and `l` go ten seconds back and on. The arrows belong to the list of photos. */
function useKeys(player: Player): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if ((event.target as Element).closest?.('input, button, a, video, summary, dialog')) return;
      const time = player.time.peek();
      const way = {
        ' ': () => player.toggle(),
        j: () => player.seek(Math.max(0, time - 10)),
        l: () => player.seek(time + 10),
      }[event.key];
      if (!way) return;
      event.preventDefault();
      way();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [player]);
}
