import type { Ref } from 'preact';
import { useEffect, useImperativeHandle, useRef } from 'preact/hooks';
import { FaceFrames } from '../parts/FaceFrames.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Picture } from '../parts/Picture.tsx';
import { fileName } from '../parts/words.ts';
import type { Box, Still } from '../types.ts';
import { useZoom } from './useZoom.ts';

export interface StageHandle {
  showPart(box: Box): void;
}

interface StageProps {
  photo: Still;
  /** The face that is spoken of. */
  chosen: number | undefined;
  /** To the next (1) or the previous one. */
  onStep(steps: 1 | -1): void;
  handle: Ref<StageHandle>;
}

const STEP = 1.5;
const PAN = 90;

/** The picture, large: zoomed by wheel, fingers, buttons or keys, with its faces framed. */
export function Stage({ photo, chosen, onStep, handle }: StageProps) {
  const stage = useRef<HTMLDivElement>(null);
  const seen = 'width' in photo ? photo : undefined;
  const whole = { width: seen?.width ?? 1200, height: seen?.height ?? 900 };
  const { size, view, zoomBy, panBy, showWhole, showPart, handlers } = useZoom(stage, whole, onStep);
  useEffect(showWhole, [photo.image]);
  useImperativeHandle(handle, () => ({ showPart }), [showPart]);
  const isLarge = view.scale > 1;

  useEffect(() => {
    const ways: Record<string, () => void> = {
      '+': () => zoomBy(STEP),
      '=': () => zoomBy(STEP),
      '-': () => zoomBy(1 / STEP),
      '0': showWhole,
      ArrowLeft: () => (isLarge ? panBy(PAN, 0) : onStep(-1)),
      ArrowRight: () => (isLarge ? panBy(-PAN, 0) : onStep(1)),
      ...(isLarge && { ArrowUp: () => panBy(0, PAN), ArrowDown: () => panBy(0, -PAN) }),
    };
    const press = (event: KeyboardEvent) => {
      const way = ways[event.key];
      if (!way || event.altKey || event.ctrlKey || event.metaKey || isElsewhere(event)) return;
      event.preventDefault();
      way();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });

  return (
    <div class="stage">
      <div class={isLarge ? 'stage-room is-large' : 'stage-room'} ref={stage} {...handlers}>
        <div
          class="stage-picture"
          style={{
            width: `${size.width}px`,
            height: `${size.height}px`,
            transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
            '--zoom': String(view.scale),
          }}
        >
          <Picture image={photo.image} etag={photo.etag} width={320} />
          <Picture
            image={photo.image}
            etag={photo.etag}
            width={isLarge ? 2560 : size.width}
            alt={`The photo ${fileName(photo.image)}`}
          />
          {seen && <FaceFrames faces={seen.faces} chosen={chosen} namesAll />}
        </div>
      </div>
      <div class="stage-tools">
        <button type="button" onClick={() => zoomBy(1 / STEP)} disabled={!isLarge} aria-label="Smaller">
          <Icon name="smaller" />
        </button>
        <button type="button" onClick={showWhole} disabled={!isLarge} aria-label="The whole picture">
          <Icon name="whole" />
        </button>
        <button type="button" onClick={() => zoomBy(STEP)} aria-label="Larger">
          <Icon name="larger" />
        </button>
      </div>
    </div>
  );
}

/** In a field where somebody writes, or in a dialog, keys mean what they mean there. */
function isElsewhere({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.closest('input, select, textarea, dialog, summary') !== null;
}
