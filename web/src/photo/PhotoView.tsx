import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, nearBy, read } from '../api.ts';
import { goBack, navigate } from '../app/here.ts';
import { announce } from '../parts/Announcer.tsx';
import { Icon } from '../parts/Icon.tsx';
import { lazily } from '../parts/lazily.tsx';
import { fileName } from '../parts/words.ts';
import { describePhoto } from '../photos/describePhoto.ts';
import { comeBackTo } from '../photos/listing.ts';
import { RemoveDialog } from '../photos/RemoveDialog.tsx';
import { isSeen, reasonOf } from '../photos/reasons.ts';
import type { Film, Photo, Still } from '../types.ts';
import { FaceList } from './FaceList.tsx';
import { PhotoFacts } from './PhotoFacts.tsx';
import { Stage, type StageHandle } from './Stage.tsx';
import { useNeighbours } from './useNeighbours.ts';
import { usePhoto } from './usePhoto.ts';

const FilmView = lazily(async () => (await import('../film/FilmView.tsx')).FilmView);

/** One photo, large. @param what its key */
export function PhotoView({ what: key }: { what: string }) {
  const photo = usePhoto(key);
  const { previous, next } = useNeighbours(key);
  const [isRemoving, setRemoving] = useState(false);
  const isThere = typeof photo === 'object' && !(photo instanceof ApiError);
  const step = (steps: 1 | -1) => {
    const to = steps === 1 ? next : previous;
    if (to !== undefined) navigate(`/photo/${encodeURIComponent(to)}`, { replace: true });
  };
  useEffect(() => comeBackTo(key), [key]);
  useEffect(() => scrollTo(0, 0), [key]);
  useEffect(() => {
    const press = ({ key: pressed, target }: KeyboardEvent) => {
      if ((target as Element).closest?.('input, dialog') || document.querySelector('dialog[open]')) return;
      if (pressed === 'Escape') goBack('/');
      if (pressed === 'Delete' && isThere) setRemoving(true);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
  return (
    <div class="photo-view">
      <div class="photo-bar">
        <button type="button" class="plain" onClick={() => goBack('/')}>
          <Icon name="back" />
          Back
        </button>
        <h1 dir="auto" title={key}>
          {fileName(key)}
        </h1>
        <button
          type="button"
          class="plain"
          aria-label="Previous photo"
          disabled={!previous}
          onClick={() => step(-1)}
        >
          <Icon name="previous" />
        </button>
        <button type="button" class="plain" aria-label="Next photo" disabled={!next} onClick={() => step(1)}>
          <Icon name="next" />
        </button>
      </div>
      {isThere ? (
        photo.kind === 'video' ? (
          <FilmView film={photo}>
            <Foot photo={photo} onRemove={() => setRemoving(true)} />
          </FilmView>
        ) : (
          <Shown photo={photo} onStep={step} onRemove={() => setRemoving(true)} />
        )
      ) : (
        <div class="empty" role="status">
          <p>{photo instanceof ApiError ? `${photo.message} ${photo.remedy}` : WORDS[photo]}</p>
        </div>
      )}
      {isRemoving && isThere && (
        <RemoveDialog
          photo={photo}
          onClose={(isRemoved) => {
            setRemoving(false);
            if (!isRemoved) return;
            if (next ?? previous) step(next ? 1 : -1);
            else goBack('/');
          }}
        />
      )}
    </div>
  );
}

const WORDS = {
  reading: 'Reading …',
  waiting: 'This photo waits to be looked at. What was found in it appears here by itself.',
  gone: 'There is no such photo: it was removed, or never there.',
};

interface ShownProps {
  photo: Still;
  onStep(steps: 1 | -1): void;
  onRemove(): void;
}

function Shown({ photo, onStep, onRemove }: ShownProps) {
  const [chosen, setChosen] = useState<number>();
  const stage = useRef<StageHandle>(null);
  const isRejected = photo.status === 'rejected';
  return (
    <div class="photo-parts">
      {!isRejected || isSeen(photo) ? (
        <Stage photo={photo} chosen={chosen} onStep={onStep} handle={stage} />
      ) : (
        <div class="stage is-empty">
          <Icon name="refused" />
          <p>There is no picture to show.</p>
        </div>
      )}
      <aside aria-label="What was found">
        <h2 dir="auto">{isRejected ? 'Not accepted' : describePhoto(photo)}</h2>
        {isRejected && (
          <div class="refusal">
            <p>
              <strong>{reasonOf(photo)}.</strong>
            </p>
            <p>{photo.message}</p>
          </div>
        )}
        {!isRejected && photo.faces.length > 0 && (
          <FaceList
            photo={photo}
            chosen={chosen}
            onChoose={setChosen}
            onShow={({ box }) => stage.current?.showPart(box)}
          />
        )}
        {photo.status === 'analysed' && photo.facesLeftOut !== undefined && (
          <p class="quiet">And {photo.facesLeftOut} more faces in the crowd.</p>
        )}
        <Foot photo={photo} onRemove={onRemove} />
      </aside>
    </div>
  );
}

function Foot({ photo, onRemove }: { photo: Photo | Film; onRemove(): void }) {
  return (
    <>
      <PhotoFacts photo={photo} />
      <div class="photo-actions">
        <button type="button" onClick={() => void download(photo.image)}>
          <Icon name="download" />
          Download
        </button>
        <button type="button" class="plain" onClick={onRemove}>
          <Icon name="remove" />
          Remove
        </button>
      </div>
    </>
  );
}

/** The original, as it was dropped. */
async function download(key: string): Promise<void> {
  try {
    const path = `/v1/images/${encodeURIComponent(key)}/original?download=true&address=true`;
    const link = document.createElement('a');
    link.href = nearBy((await read<{ url: string }>(path)).url);
    link.download = fileName(key);
    link.click();
  } catch (error) {
    announce(error instanceof ApiError ? error.message : String(error));
  }
}
