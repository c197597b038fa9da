import { Picture } from '../parts/Picture.tsx';
import { count } from '../parts/words.ts';
import type { Film } from '../types.ts';
import { clock, lasting } from './clock.ts';
import { hasPictures, type Player } from './player.ts';
import type { Row } from './rowsOf.ts';

/** So many appearances are listed before the rest is folded away. */
const LISTED = 8;

/** Each person of a film in words, with the times to play from. */
export function PeopleOfFilm({ film, rows, player }: { film: Film; rows: Row[]; player: Player }) {
  return (
    <ol class="faces">
      {rows.map((row) => (
        <li key={row.key}>
          <span class="face">
            {row.best.picture !== undefined && hasPictures(player) && (
              <Picture image={film.image} etag={film.etag} width={72} track={row.best.picture} />
            )}
          </span>
          <div>
            <h3>
              {row.person === undefined ? (
                row.name
              ) : (
                <a href={`/people/${encodeURIComponent(row.person)}`}>
                  <bdi>{row.person}</bdi>
                </a>
              )}
            </h3>
            <p>
              {count(row.tracks.length, 'time')}, {lasting(row.seconds)}
            </p>
            <Times row={row} tracks={row.tracks.slice(0, LISTED)} player={player} />
            {row.tracks.length > LISTED && (
              <details>
                <summary>{row.tracks.length - LISTED} more</summary>
                <Times row={row} tracks={row.tracks.slice(LISTED)} player={player} />
              </details>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Times({ row, tracks, player }: { row: Row; tracks: Row['tracks']; player: Player }) {
  return (
    <p class="times">
      {tracks.map(({ from, to, box }) => (
        <button key={`${from} ${box.left}`} type="button" class="plain" onClick={() => player.playFrom(from)}>
          <span class="visually-hidden">Play {row.name} from </span>
          {clock(from)}–{clock(to)}
        </button>
      ))}
    </p>
  );
}
