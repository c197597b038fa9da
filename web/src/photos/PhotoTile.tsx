import { clock } from '../film/clock.ts';
import { FaceFrames } from '../parts/FaceFrames.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Picture } from '../parts/Picture.tsx';
import { fileName, when } from '../parts/words.ts';
import type { Analysing, Film, Photo, Waiting } from '../types.ts';
import { describePhoto } from './describePhoto.ts';
import type { Tile } from './layOut.ts';
import { isSeen, reasonOf } from './reasons.ts';

interface PhotoTileProps {
  photo: Photo | Analysing | Waiting;
  tile: Tile;
  /** In the list, from 1 on. */
  place: number;
  onRemove(photo: Photo | Analysing): void;
}

/** A photo of the list: its picture with the faces, and below it who is in it. */
export function PhotoTile({ photo, tile, place, onRemove }: PhotoTileProps) {
  const { left, top, width, height } = tile;
  const name = fileName(photo.image);
  return (
    <li
      class={`tile is-${photo.status}`}
      style={{ transform: `translate(${left}px, ${top}px)`, width: `${width}px` }}
      aria-posinset={place}
      aria-setsize={-1}
    >
      <a class="photo" href={`/photo/${encodeURIComponent(photo.image)}`} style={{ height: `${height}px` }}>
        <TilePicture photo={photo} tile={tile} />
        <span class="visually-hidden">
          {name}: {describePhoto(photo)}
        </span>
      </a>
      <p class="who" aria-hidden="true" dir="auto">
        {photo.status === 'rejected' ? 'Not accepted' : describePhoto(photo)}
      </p>
      <p class="when" title={photo.image}>
        {'analysedAt' in photo && <time dateTime={dateOf(photo)}>{when(dateOf(photo))}</time>}
        <bdi class="file">{name}</bdi>
      </p>
      {photo.status !== 'waiting' && (
        <button
          type="button"
          class="remove"
          aria-label={`Remove ${name}`}
          title="Remove"
          onClick={() => onRemove(photo)}
        >
          <Icon name="remove" />
        </button>
      )}
    </li>
  );
}

/** The frames are where the faces are on the picture, which may be less than the tile where that is a panorama. */
function TilePicture({ photo, tile }: Pick<PhotoTileProps, 'photo' | 'tile'>) {
  if (photo.status === 'waiting')
    return (
      <>
        {photo.preview && (
          <img
            class="preview"
            src={photo.preview}
            alt=""
            draggable={false}
            // Browsers do not show every kind of photo that is looked at.
            onError={({ currentTarget }) => {
              currentTarget.hidden = true;
            }}
          />
        )}
        <span class="badge is-waiting">
          <span class="spinner" /> Waiting
        </span>
      </>
    );
  if (photo.kind === 'video') return <Poster film={photo} width={tile.width} />;
  if (photo.status === 'rejected' && !isSeen(photo))
    return (
      <span class="refused">
        <Icon name="refused" />
        {reasonOf(photo)}
      </span>
    );
  const { image, etag } = photo;
  if (photo.status === 'rejected')
    return (
      <>
        <Picture image={image} etag={etag} width={tile.width} class="cover" />
        <span class="reason">{reasonOf(photo)}</span>
      </>
    );
  const proportion = photo.width && photo.height ? photo.width / photo.height : tile.width / tile.height;
  const width = Math.min(tile.width, tile.height * proportion);
  return (
    <>
      <span class="whole" style={{ width: `${width}px`, height: `${width / proportion}px` }}>
        <Picture image={image} etag={etag} width={width} />
        <FaceFrames faces={photo.faces} />
      </span>
      {photo.status === 'enrolled' && (
        <span class="badge is-enrolled">
          <Icon name="enrolled" /> Enrolled
        </span>
      )}
    </>
  );
}

/** A frame of a film, how long it lasts, and while it is looked at how much of it has been. */
function Poster({ film, width }: { film: Film; width: number }) {
  const { chunks, duration } = film;
  return (
    <>
      <Picture image={film.image} etag={film.etag} width={width} class="cover" />
      <span class="badge is-film">
        <Icon name="play" /> {clock(duration)}
      </span>
      {film.status === 'analysing' && (
        <span class="badge is-looking">
          <span class="spinner" /> {film.chunksDone ?? 0} of {chunks} parts
        </span>
      )}
    </>
  );
}

function dateOf(photo: Photo | Film): string {
  return photo.status === 'rejected' ? photo.analysedAt : photo.takenAt;
}
