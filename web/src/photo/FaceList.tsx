import { Picture } from '../parts/Picture.tsx';
import type { Face, Still } from '../types.ts';
import { wordsOfFace } from './wordsOfFace.ts';

interface FaceListProps {
  photo: Still & { faces: Face[] };
  chosen: number | undefined;
  /** Told the face that is pointed at; undefined for none. */
  onChoose(face: number | undefined): void;
  onShow(face: Face): void;
}

/** Each face, with who it is and who it might have been. */
export function FaceList({ photo, chosen, onChoose, onShow }: FaceListProps) {
  return (
    <ol class="faces">
      {photo.faces.map((face, index) => (
        <li
          key={`${photo.image} ${photo.sequencer} ${index}`}
          class={chosen === index ? 'is-chosen' : ''}
          onMouseEnter={() => onChoose(index)}
          onMouseLeave={() => onChoose(undefined)}
        >
          <button
            type="button"
            class="face"
            aria-label={`Show face ${index + 1}`}
            onClick={() => onShow(face)}
            onFocus={() => onChoose(index)}
            onBlur={() => onChoose(undefined)}
          >
            <Picture image={photo.image} etag={photo.etag} width={72} face={index} />
          </button>
          <div>
            <h3>
              <NameOf face={face} />
            </h3>
            {wordsOfFace(face).map((words) => (
              <p key={words} dir="auto">
                {words}
              </p>
            ))}
          </div>
        </li>
      ))}
    </ol>
  );
}

function NameOf({ face: { person, decision } }: { face: Face }) {
  if (person === undefined) return <>{decision === 'unusable' ? 'Not clear' : 'Unknown'}</>;
  return (
    <a href={`/people/${encodeURIComponent(person)}`}>
      <bdi>{person}</bdi>
    </a>
  );
}
