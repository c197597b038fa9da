import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Person } from './Person.ts';
import { PersonCard } from './PersonCard.tsx';

const NARROWEST = 160;
const HEIGHT = 244;
const GAP = 16;
/** So many rows above and below what is seen are there already. */
const AHEAD = 3;

/** Cards in rows of one height. Only those near what is seen are in the document, however many there are. */
export function PersonGrid({ people }: { people: Person[] }) {
  const list = useRef<HTMLUListElement>(null);
  const [width, setWidth] = useState(0);
  const [rows, setRows] = useState<[number, number]>([0, 0]);
  const columns = Math.max(1, Math.floor((width + GAP) / (NARROWEST + GAP)));
  const all = Math.ceil(people.length / columns);
  const look = () => {
    // A scroll may still be told of when it is gone.
    if (!list.current) return;
    const top = -list.current.getBoundingClientRect().top;
    const rowAt = (y: number) => Math.floor(y / (HEIGHT + GAP));
    const next: [number, number] = [
      Math.max(0, rowAt(top) - AHEAD),
      Math.min(all, rowAt(top + innerHeight) + 1 + AHEAD),
    ];
    setRows((now) => (now[0] === next[0] && now[1] === next[1] ? now : next));
  };
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    setWidth(Math.floor(list.current!.clientWidth));
    observer.observe(list.current!);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(look, [columns, all]);
  useEffect(() => {
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  });
  const [from, to] = rows;
  const shown = width === 0 ? [] : people.slice(from * columns, to * columns);
  return (
    <ul
      class="people"
      ref={list}
      style={{
        height: `${Math.max(0, all * (HEIGHT + GAP) - GAP)}px`,
        paddingTop: `${from * (HEIGHT + GAP)}px`,
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        gridAutoRows: `${HEIGHT}px`,
      }}
    >
      {shown.map((person, index) => (
        <li key={person.person} aria-posinset={from * columns + index + 1} aria-setsize={people.length}>
          <PersonCard person={person} />
        </li>
      ))}
    </ul>
  );
}
