import { Picture } from '../parts/Picture.tsx';
import { clock } from './clock.ts';
import { hasPictures, type Player } from './player.ts';
import type { Row, Shown } from './rowsOf.ts';

interface TimelineRowProps {
  row: Row;
  /** Of the rows, from 0 on. */
  at: number;
  image: string;
  etag: string;
  duration: number;
  /** Of the whole film, in pixels. */
  width: number;
  /** The bar that is in the order of the tabulator: `<row> <bar>`. */
  chosen: string;
  setChosen(bar: string): void;
  player: Player;
}

/** A bar is as wide as this to be hit, however short what it stands for. */
const LEAST = 24;
/** From so many pixels on there is room for a face. */
const ROOM = 44;

/** One person: name and face, and a bar each time that they are on the screen. */
export function TimelineRow({
  row,
  at,
  image,
  etag,
  duration,
  width,
  chosen,
  setChosen,
  player,
}: TimelineRowProps) {
  const { name, person, tracks, best } = row;
  const play = (event: MouseEvent) => {
    const { left } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    player.seek(Math.max(0, ((event.clientX - left) / width) * duration));
  };
  return (
    <div class={person === undefined ? 'timeline-row is-unknown' : 'timeline-row'}>
      <div class="timeline-name">
        <span class="timeline-face">
          {best.picture !== undefined && hasPictures(player) && (
            <Picture image={image} etag={etag} width={32} track={best.picture} />
          )}
        </span>
        {person === undefined ? (
          <span>{name}</span>
        ) : (
          <a href={`/people/${encodeURIComponent(person)}`} title={name}>
            <bdi>{name}</bdi>
          </a>
        )}
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: where somebody points; for keys there is the film's own control */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: likewise */}
      <div class="timeline-lane" onClick={play}>
        {tracks.map((track, number) => (
          <Bar
            key={`${track.from} ${track.box.left}`}
            {...{ track, name, image, etag, duration, width, player }}
            id={`${at} ${number}`}
            isChosen={chosen === `${at} ${number}`}
            onFocus={setChosen}
          />
        ))}
      </div>
    </div>
  );
}

interface BarProps extends Pick<TimelineRowProps, 'image' | 'etag' | 'duration' | 'width' | 'player'> {
  track: Shown;
  name: string;
  id: string;
  isChosen: boolean;
  onFocus(id: string): void;
}

function Bar({ track, name, image, etag, duration, width, player, id, isChosen, onFocus }: BarProps) {
  const { from, to, picture } = track;
  const pixels = ((to - from) / duration) * width;
  const left = (from / duration) * width;
  // What is near the end reaches to the other side.
  const hit = Math.max(LEAST, pixels);
  const start = Math.min(left, width - hit);
  const isNow = player.time.value >= from && player.time.value <= to;
  return (
    <button
      type="button"
      class={isNow ? 'bar is-now' : 'bar'}
      style={{ left: `${start}px`, width: `${hit}px` }}
      data-bar={id}
      tabIndex={isChosen ? 0 : -1}
      title={`${name}, ${clock(from)} to ${clock(to)}`}
      aria-label={`Play ${name} from ${clock(from, true)} to ${clock(to, true)}`}
      onFocus={() => onFocus(id)}
      onClick={(event) => {
        event.stopPropagation();
        player.playFrom(from);
      }}
    >
      <span class="bar-shown" style={{ left: `${left - start}px`, width: `${Math.max(3, pixels)}px` }}>
        {picture !== undefined && pixels >= ROOM && hasPictures(player) && (
          <Picture image={image} etag={etag} width={28} track={picture} />
        )}
      </span>
    </button>
  );
}
