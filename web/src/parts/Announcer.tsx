import { signal } from '@preact/signals';

const said = signal('');

/** Says something to who does not see the page. What is said at once after something else takes its place. */
export function announce(text: string): void {
  said.value = text;
}

export function Announcer() {
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {said.value}
    </p>
  );
}
