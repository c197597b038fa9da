import { clock } from '../film/clock.ts';
import { moment, number, size } from '../parts/words.ts';
import type { Film, Photo } from '../types.ts';

/** When and where; and folded away, what only those ask who look after the inbox. */
export function PhotoFacts({ photo }: { photo: Photo | Film }) {
  const seen = 'takenAt' in photo ? photo : undefined;
  const folder = photo.image.split('/').slice(0, -1).join(' / ');
  return (
    <>
      <dl class="facts">
        {seen && <Fact name="Taken" value={moment(seen.takenAt)} />}
        <Fact name="Looked at" value={moment(photo.analysedAt)} />
        {folder && <Fact name="Folder" value={folder} />}
        {photo.kind === 'video' && <Fact name="Lasts" value={clock(photo.duration)} />}
        <Fact name="Size" value={[pixelsOf(photo), size(photo.bytes)].filter(Boolean).join(', ')} />
      </dl>
      <details class="engine">
        <summary>Details</summary>
        <dl class="facts">
          <Fact name="Key" value={photo.image} />
          {seen && <Fact name="Format" value={seen.format} />}
          {seen && 'engine' in seen && (
            <Fact name="Engine" value={`${seen.engine.name}, ${seen.engine.weights}`} />
          )}
          {photo.status === 'rejected' && <Fact name="Reason" value={photo.reason} />}
          <Fact
            name="Time"
            value={Object.entries(photo.timings)
              .map(([step, ms]) => `${step} ${number(Math.round(ms))} ms`)
              .join(', ')}
          />
          {photo.kind === 'video' && <Fact name="Codec" value={photo.codec} />}
          {photo.kind === 'video' && photo.status === 'analysed' && (
            <Fact
              name="Looked at"
              value={`${number(photo.frames)} frames, in ${number(photo.chunks)} parts`}
            />
          )}
          {seen?.kind !== 'video' &&
            seen?.faces.map(({ score, quality, distance, limit }, index) => (
              <Fact
                key={`${photo.image} ${index}`}
                name={`Face ${index + 1}`}
                value={[
                  `score ${score.toFixed(2)}`,
                  `${quality.size} px wide`,
                  `sharpness ${quality.sharpness.toFixed(1)}`,
                  `turned ${quality.yaw.toFixed(0)}°`,
                  ...(distance === undefined ? [] : [`distance ${distance.toFixed(3)}`]),
                  ...(limit === undefined ? [] : [`limit ${limit.toFixed(3)}`]),
                ].join(', ')}
              />
            ))}
        </dl>
      </details>
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd dir="auto">{value}</dd>
    </>
  );
}

function pixelsOf(photo: Photo | Film): string | undefined {
  if (!('width' in photo) || !photo.width || !photo.height) return undefined;
  return `${number(photo.width)} × ${number(photo.height)}`;
}
