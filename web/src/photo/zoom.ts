/** How a picture is shown: so many times as large as where it fits, its left upper corner so many pixels from where it lies then. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

export const WHOLE: View = { scale: 1, x: 0, y: 0 };
const LARGEST = 12;

/** The size in which a picture of these proportions fits into the stage; none is made larger than twice its pixels. */
export function fitted(picture: Size, stage: Size): Size {
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height, 2);
  return { width: picture.width * scale, height: picture.height * scale };
}

/** Larger or smaller by a factor, so that what is at a point of the stage stays there. @param point from the picture's corner where it fits */
export function zoomedAt(view: View, factor: number, point: { x: number; y: number }): View {
  const scale = Math.min(LARGEST, Math.max(1, view.scale * factor));
  const by = scale / view.scale;
  return { scale, x: point.x - (point.x - view.x) * by, y: point.y - (point.y - view.y) * by };
}

/** Not farther than its edges: a picture larger than the stage leaves no gap, a smaller one is in its middle. */
export function within(view: View, picture: Size, stage: Size): View {
  const along = (at: number, own: number, whole: number) => {
    const free = whole - own * view.scale;
    // Where it fits, its corner is here.
    const rest = (whole - own) / 2;
    if (free >= 0) return free / 2 - rest;
    return Math.min(-rest, Math.max(free - rest, at));
  };
  return {
    scale: view.scale,
    x: along(view.x, picture.width, stage.width),
    y: along(view.y, picture.height, stage.height),
  };
}
