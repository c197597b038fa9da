import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { sameRange, useSight, useWidth } from '../parts/useSight.ts';
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
  const width = useWidth(list);
  const [rows, setRows] = useState<[number, number]>([0, 0]);
  const columns = Math.max(1, Math.floor((width + GAP) / (NARROWEST + GAP)));
  const all = Math.ceil(people.length / columns);
  const look = () => {
    const top = -list.current!.getBoundingClientRect().top;
    const rowAt = (y: number) => Math.floor(y / (HEIGHT + GAP));
    const next: [number, number] = [
      Math.max(0, rowAt(top) - AHEAD),
      Math.min(all, rowAt(top + innerHeight) + 1 + AHEAD),
    ];
    setRows((now) => sameRange(now, next));
  };
  useLayoutEffect(look, [columns, all]);
  useSight(list, look);
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
