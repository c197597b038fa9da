import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { fitted, type Size, type View, WHOLE, within, zoomedAt } from './zoom.ts';

export interface Zoom {
  /** The size of the picture where it fits. */
  size: Size;
  view: View;
  /** About the middle of the stage. */
  zoomBy(factor: number): void;
  panBy(x: number, y: number): void;
  showWhole(): void;
  /** Brings a part of the picture, in shares of it, to the middle. */
  showPart(box: { left: number; top: number; width: number; height: number }): void;
  handlers: {
    onPointerDown(event: PointerEvent): void;
    onPointerMove(event: PointerEvent): void;
    onPointerUp(event: PointerEvent): void;
    onPointerCancel(event: PointerEvent): void;
    onDblClick(event: MouseEvent): void;
  };
}

/** A touch that goes so far to the side, on a picture that is shown whole, turns the page. */
const SWIPE = 60;

/** Zooming and panning of a picture on a stage: by wheel, by one or two fingers, and by whoever calls. */
export function useZoom(
  stage: RefObject<HTMLElement | null>,
  picture: Size,
  onSwipe: (steps: 1 | -1) => void,
): Zoom {
  const [room, setRoom] = useState<Size>({ width: 1, height: 1 });
  const [view, setView] = useState(WHOLE);
  const size = fitted(picture, room);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      setRoom({ width, height });
    });
    observer.observe(stage.current!);
    return () => observer.disconnect();
  }, []);

  const change = (to: (now: View) => View) => setView((now) => within(to(now), size, room));
  /** Of a place on the screen, from the corner that the picture has where it fits. */
  const pointOf = ({ clientX, clientY }: { clientX: number; clientY: number }) => {
    const { left, top } = stage.current!.getBoundingClientRect();
    return {
      x: clientX - left - (room.width - size.width) / 2,
      y: clientY - top - (room.height - size.height) / 2,
    };
  };
  const middle = { x: size.width / 2, y: size.height / 2 };

  const latest = useRef({ change, pointOf });
  latest.current = { change, pointOf };
  useEffect(() => {
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1);
      // A pinch on a touchpad comes as a wheel with Ctrl, of small steps.
      const factor = Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.002));
      const { pointOf: at, change: to } = latest.current;
      const point = at(event);
      to((now) => zoomedAt(now, factor, point));
    };
    const element = stage.current!;
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, []);

  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const began = useRef<{ x: number; wasWhole: boolean }>(undefined);
  const up = (event: PointerEvent) => {
    const { wasWhole, x } = began.current ?? { wasWhole: false, x: 0 };
    const isSwipe = event.type === 'pointerup' && event.pointerType === 'touch' && fingers.current.size === 1;
    fingers.current.delete(event.pointerId);
    const way = event.clientX - x;
    if (isSwipe && wasWhole && Math.abs(way) > SWIPE) onSwipe(way < 0 ? 1 : -1);
  };
  return {
    size,
    view,
    zoomBy: (factor) => change((now) => zoomedAt(now, factor, middle)),
    panBy: (x, y) => change((now) => ({ ...now, x: now.x + x, y: now.y + y })),
    showWhole: () => setView(WHOLE),
    showPart({ left, top, width, height }) {
      const scale = Math.min(8, Math.max(1, 0.35 / Math.max(width, height)));
      const x = middle.x - (left + width / 2) * size.width * scale;
      const y = middle.y - (top + height / 2) * size.height * scale;
      change(() => ({ scale, x, y }));
    },
    handlers: {
      onPointerDown(event) {
        if (event.button !== 0) return;
        (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
        fingers.current.set(event.pointerId, pointOf(event));
        began.current = { x: event.clientX, wasWhole: view.scale === 1 && fingers.current.size === 1 };
      },
      onPointerMove(event) {
        const before = fingers.current.get(event.pointerId);
        if (!before) return;
        const now = pointOf(event);
        const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
        fingers.current.set(event.pointerId, now);
        if (!other)
          return change((at) => ({ ...at, x: at.x + now.x - before.x, y: at.y + now.y - before.y }));
        const factor =
          Math.hypot(now.x - other.x, now.y - other.y) /
          Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
        const between = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
        change((at) => {
          const moved = { ...at, x: at.x + (now.x - before.x) / 2, y: at.y + (now.y - before.y) / 2 };
          return zoomedAt(moved, factor, between);
        });
      },
      onPointerUp: up,
      onPointerCancel: up,
      onDblClick(event) {
        const point = pointOf(event);
        change((now) => (now.scale > 1 ? WHOLE : zoomedAt(now, 2.5, point)));
      },
    },
  };
}
