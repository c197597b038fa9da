import type { Picture } from '../../faces/Picture.ts';
import { nameOf } from '../trackTable.ts';
import { type Label, writeLabel } from '../writeLabel.ts';
import { type ToldTrack, whoOf } from './onScreen.ts';
import { placeAt } from './placeAt.ts';

interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Yellow for who has a name, white for others: as `who --draw` has it. */
const NAMED = '#ffd400';
const NAMELESS = '#ffffff';
/** Sizes of letters, each larger by so much: a face that comes nearer needs only some of them. */
const SIZE_STEP = 1.3;
const SMALLEST = 12;
/** A letter's share of the frame's height at most. */
const LARGEST = 1 / 12;
/** Labels that are kept, last used. */
const KEPT = 500;

/** Draws into frames, in order of time, what the tracks say of them. */
export function openDrawing(tracks: ToldTrack[]): (picture: Picture, time: number) => Promise<void> {
  const coming = tracks.toSorted((one, other) => one.from - other.from);
  let there: ToldTrack[] = [];
  let begun = 0;
  const labels = new Map<string, Label>();
  const labelOf = async (text: string, colour: string, size: number, within: Picture) => {
    const key = `${colour} ${size} ${text}`;
    const label = labels.get(key) ?? (await writeLabel(text, { colour, size, within }));
    labels.delete(key);
    labels.set(key, label);
    if (labels.size > KEPT) labels.delete(labels.keys().next().value!);
    return label;
  };

  return async (picture, time) => {
    while (begun < coming.length && coming[begun]!.from <= time + 1) there.push(coming[begun++]!);
    there = there.filter(({ to }) => to >= time - 1);
    for (const track of there) {
      const box = placeAt(track, time);
      if (!box) continue;
      const colour = track.person === undefined ? NAMELESS : NAMED;
      const area = inPixels(box, picture);
      frame(picture, area, colour);
      const text = whoOf(track) ?? nameOf(track);
      const label = await labelOf(text, colour, letters(area, picture), picture);
      put(picture, label, area);
    }
  };
}

function inPixels({ left, top, width, height }: ToldTrack['box'], picture: Picture): Area {
  const x = clamp(Math.round(left * picture.width), 0, picture.width - 1);
  const y = clamp(Math.round(top * picture.height), 0, picture.height - 1);
  const right = clamp(Math.round((left + width) * picture.width), x + 1, picture.width);
  const bottom = clamp(Math.round((top + height) * picture.height), y + 1, picture.height);
  return { x, y, width: right - x, height: bottom - y };
}

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

function letters({ width }: Area, { height }: Picture): number {
  const wanted = clamp(width / 6, SMALLEST, Math.max(SMALLEST, height * LARGEST));
  return Math.round(
    SMALLEST * SIZE_STEP ** Math.floor(Math.log(wanted / SMALLEST) / Math.log(SIZE_STEP) + 1e-6),
  );
}

function frame(picture: Picture, { x, y, width, height }: Area, colour: string): void {
  const line = Math.min(Math.max(2, Math.round(width / 50)), width, height);
  fill(picture, { x, y, width, height: line }, colour);
  fill(picture, { x, y: y + height - line, width, height: line }, colour);
  fill(picture, { x, y, width: line, height }, colour);
  fill(picture, { x: x + width - line, y, width: line, height }, colour);
}

function fill({ rgb, width: across }: Picture, { x, y, width, height }: Area, colour: string): void {
  const pixel = Buffer.from(colour.slice(1), 'hex');
  for (let row = y; row < y + height; row++) {
    const at = (row * across + x) * 3;
    for (let to = at; to < at + 3 * width; to += 3) rgb.set(pixel, to);
  }
}

/** Below the frame, or where the picture has room for it. */
function put(picture: Picture, { rgb, width, height }: Label, area: Area): void {
  const x = clamp(area.x, 0, picture.width - width);
  const y = clamp(area.y + area.height, 0, picture.height - height);
  for (let row = 0; row < height; row++)
    picture.rgb.set(
      rgb.subarray(row * width * 3, (row + 1) * width * 3),
      ((y + row) * picture.width + x) * 3,
    );
}
