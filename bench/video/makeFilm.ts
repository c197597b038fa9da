import type { Picture, Rect } from '../../faces/Picture.ts';

/** A photo, and the faces that are in it. */
export interface Still {
  picture: Picture;
  faces: { who: string; box: Rect }[];
}

/** A face of a photo, where it is in a frame: in part it can lie outside. */
export interface Placed {
  who: string;
  /** In shares of the frame. */
  box: Rect;
  /** Of the box, how much is in the frame. */
  share: number;
}

export interface TestFilm {
  frames: Generator<{ time: number; picture: Picture }>;
  /** What is true of the film: for each frame the faces of which a part is in it. */
  truth: Placed[][];
}

export interface FilmOptions {
  seconds: number;
  rate: number;
  width: number;
  height: number;
}

const SCENE_SECONDS = 5;

/**
 * A film of photos: scenes of five seconds with a cut between, in each of which a camera moves over a photo. In turn it goes
 * from side to side, comes nearer to the middle, and draws back from it. All that is true of it follows from where the faces
 * lie in the photos.
 */
export function makeFilm(stills: Still[], { seconds, rate, width, height }: FilmOptions): TestFilm {
  const frames = Array.from({ length: Math.round(seconds * rate) }, (_, frame) => {
    const scene = Math.floor(frame / (SCENE_SECONDS * rate));
    const along = (frame % (SCENE_SECONDS * rate)) / (SCENE_SECONDS * rate - 1);
    const still = stills[scene % stills.length]!;
    // Each photo in another way when its turn comes again.
    const way = (scene + Math.floor(scene / stills.length)) % 3;
    return { still, rect: cameraAt(still.picture, way, along, width / height) };
  });
  return {
    truth: frames.map(({ still, rect }) =>
      still.faces.map(({ who, box }) => ({ who, ...placedIn(box, rect) })).filter(({ share }) => share > 0),
    ),
    frames: (function* () {
      for (const [number, { still, rect }] of frames.entries())
        yield { time: number / rate, picture: cutOut(still.picture, rect, width, height) };
    })(),
  };
}

function placedIn(box: Rect, view: Rect): { box: Rect; share: number } {
  const across = Math.min(box.x + box.width, view.x + view.width) - Math.max(box.x, view.x);
  const down = Math.min(box.y + box.height, view.y + view.height) - Math.max(box.y, view.y);
  return {
    box: {
      x: (box.x - view.x) / view.width,
      y: (box.y - view.y) / view.height,
      width: box.width / view.width,
      height: box.height / view.height,
    },
    share: across <= 0 || down <= 0 ? 0 : (across * down) / (box.width * box.height),
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
