import { useLayoutEffect, useRef } from 'preact/hooks';
import { Health } from '../health/Health.tsx';
import { connection } from '../live.ts';
import { VIEWS, type View } from './views.tsx';

export function Header({ view }: { view: View }) {
  const header = useRef<HTMLElement>(null);
  useLayoutEffect(() => tellHeight(header.current!), []);
  return (
    <header class="header" ref={header}>
      <a class="name" href="/">
        <Mark />
        <span>face-inbox</span>
      </a>
      <nav aria-label="Views">
        {VIEWS.flatMap(({ nav, pattern }) =>
          nav ? (
            <a key={nav.at} href={nav.at} aria-current={pattern === view.pattern ? 'page' : undefined}>
              {nav.name}
            </a>
          ) : (
            []
          ),
        )}
      </nav>
      {connection.value === 'away' && (
        <p class="away" role="status">
          The inbox does not answer. Trying again …
        </p>
      )}
      <Health />
    </header>
  );
}

/** What stays below the header while one scrolls has to know its height: on a narrow window it has two lines. */
function tellHeight(header: HTMLElement): () => void {
  const observer = new ResizeObserver(() => {
    document.documentElement.style.setProperty('--header', `${header.offsetHeight}px`);
  });
  observer.observe(header);
  return () => observer.disconnect();
}

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M3.500 10V6.500A3 3 0 0 1 6.500 3.500H10M22 3.500h3.500a3 3 0 0 1 3 3V10M28.500 22v3.500a3 3 0 0 1-3 3H22M10 28.500H6.500a3 3 0 0 1-3-3V22" />
      <circle cx="16" cy="13" r="4.500" />
      <path d="M8.500 24.500a8 8 0 0 1 15 0" />
    </svg>
  );
}
