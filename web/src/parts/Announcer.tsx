import { signal } from '@preact/signals';

const said = signal({ text: '', times: 0 });

/** Says something to who does not see the page. What is said at once after something else takes its place. */
export function announce(text: string): void {
  said.value = { text, times: said.value.times + 1 };
}

export function Announcer() {
  const { text, times } = said.value;
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {/* A new element each time: a text that stays the same is not said again. */}
      <span key={times}>{text}</span>
    </p>
  );
}
