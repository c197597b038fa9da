import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../parts/Icon.tsx';
import type { Missing } from '../types.ts';
import { clock } from './clock.ts';
import { moveAmongBars } from './moveAmongBars.ts';
import type { Player } from './player.ts';
import { Ruler } from './Ruler.tsx';
import type { Row } from './rowsOf.ts';
import { TimelineRow } from './TimelineRow.tsx';

interface TimelineProps {
  image: string;
  etag: string;
  duration: number;
  rows: Row[];
  missing: Missing[];
  player: Player;
}

const LARGEST = 64;

/** A row a person, a bar each time that they are on the screen; a click plays from there. */
export function Timeline({ image, etag, duration, rows, missing, player }: TimelineProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(800);
  const [zoom, setZoom] = useState(1);
  const [chosen, setChosen] = useState('0 0');
  const most = Math.min(LARGEST, Math.max(1, duration / 2));
  const width = room * zoom;

  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) =>
      setRoom(Math.max(120, entry!.contentRect.width - NAMES)),
    );
    observer.observe(scroller.current!);
    return () => observer.disconnect();
  }, []);

  /** What is at that place of the window stays there; else what is playing comes to the middle. */
  const zoomTo = (wanted: number, x = room / 2, time = player.time.peek()) => {
    const next = Math.min(most, Math.max(1, wanted));
    if (next === zoom) return;
    setZoom(next);
    keep.current = { x, time };
  };
  const keep = useRef<{ x: number; time: number }>(undefined);
  useLayoutEffect(() => {
    if (!keep.current) return;
    const { x, time } = keep.current;
    keep.current = undefined;
    scroller.current!.scrollLeft = (time / duration) * width - x;
  }, [zoom]);

  const latest = useRef({ zoom, zoomTo, width });
  latest.current = { zoom, zoomTo, width };
  useEffect(() => {
    const element = scroller.current!;
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const now = latest.current;
      const x = event.clientX - element.getBoundingClientRect().left - NAMES;
      const time = ((element.scrollLeft + x) / now.width) * duration;
      now.zoomTo(now.zoom * Math.exp(-event.deltaY * 0.01), x, time);
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [duration]);

  const press = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const ways: Record<string, () => void> = {
      '+': () => zoomTo(zoom * 2),
      '=': () => zoomTo(zoom * 2),
      '-': () => zoomTo(zoom / 2),
      '0': () => zoomTo(1),
      ' ': () => player.toggle(),
    };
    const way = ways[event.key] ?? moveAmongBars(event, setChosen);
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    way();
  };

  return (
    <section class="timeline" aria-label="Who is on the screen when" onKeyDown={press}>
      <div class="timeline-head">
        <h2>Who is on the screen when</h2>
        <div class="timeline-tools" role="toolbar" aria-label="Size of the timeline">
          <button
            type="button"
            class="plain"
            disabled={zoom <= 1}
            onClick={() => zoomTo(zoom / 2)}
            aria-label="Shorter"
          >
            <Icon name="smaller" />
          </button>
          <button
            type="button"
            class="plain"
            disabled={zoom <= 1}
            onClick={() => zoomTo(1)}
            aria-label="The whole film"
          >
            <Icon name="whole" />
          </button>
          <button
            type="button"
            class="plain"
            disabled={zoom >= most}
            onClick={() => zoomTo(zoom * 2)}
            aria-label="Longer"
          >
            <Icon name="larger" />
          </button>
        </div>
      </div>
      <div class="timeline-scroll" ref={scroller}>
        <div class="timeline-whole" style={{ width: `${NAMES + width}px` }}>
          <div class="timeline-ruler">
            <Clock player={player} />
            <Ruler duration={duration} width={width} />
          </div>
          {rows.map((row, at) => (
            <TimelineRow
              key={row.key}
              {...{ row, at, image, etag, duration, width, chosen, setChosen, player }}
            />
          ))}
          <div class="timeline-over" aria-hidden="true">
            {missing.map(({ from, to }) => (
              <span
                key={from}
                class="missing"
                style={{ left: `${(100 * from) / duration}%`, width: `${(100 * (to - from)) / duration}%` }}
              />
            ))}
            <Playhead duration={duration} player={player} />
          </div>
        </div>
      </div>
    </section>
  );
}

/** Width of the names, in pixels, as film.css has it. */
const NAMES = 164;

function Clock({ player }: { player: Player }) {
  return <span class="timeline-clock">{clock(player.time.value, true)}</span>;
}

function Playhead({ duration, player }: { duration: number; player: Player }) {
  return (
    <span class="playhead" style={{ left: `${(100 * Math.min(player.time.value, duration)) / duration}%` }} />
  );
}
