import { useEffect } from 'preact/hooks';
import { Icon } from '../parts/Icon.tsx';
import { dismiss, pause, removals, resume, undo } from './removals.ts';

/** What is about to be removed, and the way back. The clock stands still while one looks at it. */
export function UndoBar() {
  const last = removals.value.findLast(({ error }) => !error);
  useEffect(() => {
    if (!last) return;
    const take = (event: KeyboardEvent) => {
      if (event.key !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || isField(event.target))
        return;
      event.preventDefault();
      undo(last);
    };
    addEventListener('keydown', take);
    return () => removeEventListener('keydown', take);
  }, [last]);
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

/** What is typed there has an undo of its own. */
function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type);
}
