import type { Picture, Rect } from '../../faces/Picture.ts';

/** A photo, and the faces that are in it. */
export interface Still {
  picture: Picture;
  faces: { who: string; box: Rect }[];
}

/** What is true of the film: who is on the screen, from when to when, in seconds. */
export interface Shown {
  who: string;
  from: number;
  to: number;
}

export interface TestFilm {
  frames: Generator<{ time: number; picture: Picture }>;
  truth: Shown[];
}

export interface FilmOptions {
  seconds: number;
  rate: number;
  width: number;
  height: number;
}

const SCENE_SECONDS = 5;
/** Of a face's box that has to be in the picture for it to be on the screen. */
const VISIBLE = 0.6;
/** Its width in pixels of the film. */
const SMALLEST = 30;

/**
 * A film of photos: scenes of five seconds with a cut between, in each of which a camera moves over a photo. In turn it goes
 * from side to side, comes nearer to the middle, and draws back from it. All that is true of it follows from where the faces
 * lie in the photos.
 */
export function makeFilm(stills: Still[], { seconds, rate, width, height }: FilmOptions): TestFilm {
  const frames = Math.round(seconds * rate);
  const view = (frame: number) => {
    const scene = Math.floor(frame / (SCENE_SECONDS * rate));
    const along = (frame % (SCENE_SECONDS * rate)) / (SCENE_SECONDS * rate - 1);
    const still = stills[scene % stills.length]!;
    return { still, rect: cameraAt(still.picture, scene % 3, along, width / height) };
  };
  const truth: Shown[] = [];
  const open = new Map<string, Shown>();
  for (let frame = 0; frame < frames; frame++) {
    const { still, rect } = view(frame);
    const seen = still.faces.filter(({ box }) => isVisible(box, rect, width)).map(({ who }) => who);
    for (const [who] of open) if (!seen.includes(who)) open.delete(who);
    for (const who of seen) {
      const shown = open.get(who) ?? { who, from: frame / rate, to: 0 };
      if (!open.has(who)) truth.push(shown);
      open.set(who, shown);
      shown.to = (frame + 1) / rate;
    }
  }
  return {
    truth,
    frames: (function* () {
      for (let frame = 0; frame < frames; frame++) {
        const { still, rect } = view(frame);
        yield { time: frame / rate, picture: cutOut(still.picture, rect, width, height) };
      }
    })(),
  };
}

function cameraAt({ width, height }: Picture, way: number, along: number, aspect: number): Rect {
  const whole = Math.min(width, height * aspect);
  const share = way === 0 ? 0.6 : way === 1 ? 1 - 0.5 * along : 0.5 + 0.5 * along;
  const across = whole * share;
  const down = across / aspect;
  const x = way === 0 ? along * (width - across) : (width - across) / 2;
  return { x, y: (height - down) / 2, width: across, height: down };
}

function isVisible(box: Rect, view: Rect, width: number): boolean {
  const across = Math.min(box.x + box.width, view.x + view.width) - Math.max(box.x, view.x);
  const down = Math.min(box.y + box.height, view.y + view.height) - Math.max(box.y, view.y);
  if (across <= 0 || down <= 0) return false;
  return (
    (across * down) / (box.width * box.height) >= VISIBLE && (box.width * width) / view.width >= SMALLEST
  );
}

/** Bilinear, at fractions of pixels, so that a slow camera does not jerk. */
function cutOut(from: Picture, rect: Rect, width: number, height: number): Picture {
  const rgb = Buffer.allocUnsafe(width * height * 3);
  const columns = Array.from({ length: width }, (_, x) => {
    const at = Math.min(from.width - 1.001, rect.x + ((x + 0.5) * rect.width) / width);
    return { left: Math.floor(at) * 3, part: at - Math.floor(at) };
  });
  for (let y = 0, to = 0; y < height; y++) {
    const at = Math.min(from.height - 1.001, rect.y + ((y + 0.5) * rect.height) / height);
    const upper = Math.floor(at) * from.width * 3;
    const lower = upper + from.width * 3;
    const down = at - Math.floor(at);
    for (const { left, part } of columns)
      for (let channel = 0; channel < 3; channel++, to++) {
        const above = upper + left + channel;
        const below = lower + left + channel;
        const top = from.rgb[above]! * (1 - part) + from.rgb[above + 3]! * part;
        const bottom = from.rgb[below]! * (1 - part) + from.rgb[below + 3]! * part;
        rgb[to] = top * (1 - down) + bottom * down;
      }
  }
  return { width, height, rgb };
}
