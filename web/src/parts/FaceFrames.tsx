import type { Face } from '../types.ts';

interface FaceFramesProps {
  faces: Pick<Face, 'box' | 'decision' | 'person'>[];
  /** The face that is spoken of, by its number. */
  chosen?: number | undefined;
  /** Whether those without a name are called so too. */
  namesAll?: boolean;
}

/** A frame around each face, with the name below it, on a picture that fills the same box. For eyes: words say it elsewhere. */
export function FaceFrames({ faces, chosen, namesAll }: FaceFramesProps) {
  return (
    <span class="frames" aria-hidden="true">
      {faces.map((face, index) => {
        const { left, top, width, height } = face.box;
        const name = face.person ?? (namesAll ? wordOf(face) : undefined);
        const side = left + width / 2 > 0.5 ? 'is-right' : 'is-left';
        return (
          <span
            key={index}
            class={`frame is-${face.decision} ${side} ${chosen === index ? 'is-chosen' : ''}`}
            style={{ left: share(left), top: share(top), width: share(width), height: share(height) }}
          >
            {name && <bdi class="frame-name">{name}</bdi>}
          </span>
        );
      })}
    </span>
  );
}

function wordOf({ decision }: Pick<Face, 'decision'>): string {
  return decision === 'unusable' ? 'not clear' : 'unknown';
}

function share(value: number): string {
  return `${(100 * value).toFixed(2)}%`;
}
