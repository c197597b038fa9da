import { Icon } from '../parts/Icon.tsx';
import { dismiss, pause, removals, resume, undo } from './removals.ts';

/** What is about to be removed, and the way back. The clock stands still while one looks at it. */
export function UndoBar() {
  if (removals.value.length === 0) return null;
  return (
    <section
      class="undo-bar"
      aria-label="Removed"
      onMouseEnter={pause}
      onMouseLeave={resume}
      onFocusIn={pause}
      onFocusOut={resume}
    >
      {removals.value.map((removal) => (
        <p key={removal.id} class={removal.error ? 'is-failed' : ''}>
          <span dir="auto">
            {removal.error
              ? `${removal.what} could not be removed: ${removal.error}`
              : `${removal.what} removed`}
          </span>
          {removal.error ? (
            <button type="button" class="plain" aria-label="Close" onClick={() => dismiss(removal)}>
              <Icon name="close" />
            </button>
          ) : (
            <button type="button" onClick={() => undo(removal)}>
              Undo
            </button>
          )}
        </p>
      ))}
    </section>
  );
}
