import { Icon } from '../parts/Icon.tsx';
import { Picture } from '../parts/Picture.tsx';
import { count, fileName, number, when } from '../parts/words.ts';
import { type EnrolledPhoto, nameOf, type PersonInFull, pathOf } from './Person.ts';
import { hidden, removeSoon } from './removals.ts';
import { suspicious, whySuspicious } from './suspicious.ts';

/** The photos that somebody is known by, with how good they are; each can be taken away. */
export function KnownBy({ of: { person, photos } }: { of: PersonInFull }) {
  const shown = photos.filter(({ photo }) => !hidden.value.has(photo));
  return (
    <section class="known-by" aria-labelledby="known-by-title">
      <h2 id="known-by-title">Known by {count(shown.length, 'photo')}</h2>
      {shown.length === 0 && <p class="quiet">By none: they are not recognised in new photos.</p>}
      <ul>
        {shown.map((photo) => (
          <Row key={photo.photo} photo={photo} isOnly={shown.length === 1} person={person} />
        ))}
      </ul>
      {shown.length === 1 && (
        <p class="quiet">With a second photo, of another day, they are recognised more surely.</p>
      )}
    </section>
  );
}

function Row({ photo: one, isOnly, person }: { photo: EnrolledPhoto; isOnly: boolean; person: string }) {
  const { photo, enrolledAt, quality } = one;
  const doubt = suspicious.value.get(photo);
  const name = fileName(photo);
  const remove = () =>
    removeSoon({ what: name, hides: photo, url: `/v1/images/${encodeURIComponent(photo)}` });
  return (
    <li class={doubt ? 'is-doubtful' : ''}>
      <a href={`/photo/${encodeURIComponent(photo)}`}>
        {quality && <Picture image={photo} etag={enrolledAt} width={132} face={0} />}
        <bdi class="visually-hidden">{name}</bdi>
      </a>
      <span class="quality">{qualityInWords(quality)}</span>
      <span class="quiet">
        {quality && `${number(Math.round(quality.size))} px, `}
        {when(enrolledAt)}
      </span>
      {doubt && (
        <p class="doubt">
          {whySuspicious(doubt, nameOf)} {doubt.other && <a href={pathOf(doubt.other.person)}>See them</a>}
        </p>
      )}
      <button
        type="button"
        class="remove"
        aria-label={`Remove ${name}${isOnly ? `: ${nameOf(person)} is unknown then` : ''}`}
        title="Remove"
        onClick={remove}
      >
        <Icon name="remove" />
      </button>
    </li>
  );
}

/** From so many pixels on there is all that is looked at. */
const LARGE = 150;
/** Twice what is asked of a photo at least (ENROL_MIN_SHARPNESS). */
const SHARP = 7;

function qualityInWords(quality: EnrolledPhoto['quality']): string {
  if (!quality) return 'No photo, only its description';
  if (quality.size < LARGE) return 'Small face';
  return quality.sharpness < SHARP ? 'A little blurred' : 'Very good';
}
