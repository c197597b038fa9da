import type { Photo } from '../decode/Photo.ts';
import { DETECTOR_SIZE, type Engine } from '../engine/Engine.ts';
import { type Detection, suppress } from './Detection.ts';
import { glanceAt } from './glance.ts';
import { type Look, lookAt } from './lookAt.ts';
import { inPhoto, inPicture, partFor, within } from './Part.ts';
import { isCut, tileScales, tilesOf } from './tiles.ts';

/** In tiles of one scale, boxes that share more than this part of their union are one face. */
const SAME_FACE = 0.35;
/** Where the smallest face found is wider in the detector's pixels, smaller ones are not to be expected. */
const PERHAPS_SMALLER = 30;
/** With no face found so far, no more tiles than these are looked at: a photo without a face costs no more. */
const WITHOUT_A_FACE = 40;

/** Scores from which on a detection is looked at again, and above which it is a face. */
interface Scores {
  weak: number;
  face: number;
}

/**
 * Looks at finer and finer tiles of a photo: at all of them, or as long as smaller faces are to be expected.
 * @param before what was found before, or `all`
 * @returns faces in pixels of `photo.picture`; one found at two scales is there twice
 */
export async function lookAtTiles(
  photo: Photo,
  engine: Engine,
  scores: Scores,
  before: Detection[] | 'all',
): Promise<Detection[]> {
  const found: Detection[] = [];
  let scale = Math.max(photo.width, photo.height) / DETECTOR_SIZE;
  for (const finer of tileScales(photo)) {
    const rows = tilesOf(photo, finer);
    if (before !== 'all' && !isWorth(rows.flat().length, scale, photo, [...before, ...found])) break;
    found.push(...(await lookAtRows(photo, rows, engine, scores)));
    scale = finer;
  }
  return found;
}

/** Whether so many tiles are to be looked at, by the faces found so far and the finest scale they were looked for at. */
function isWorth(tiles: number, scale: number, { width, picture }: Photo, found: Detection[]): boolean {
  if (found.length === 0) return tiles <= WITHOUT_A_FACE;
  const smallest = Math.min(...found.map(({ box }) => box.width)) * (width / picture.width);
  return smallest < PERHAPS_SMALLER * scale;
}

async function lookAtRows(photo: Photo, rows: Look[][], engine: Engine, { weak, face }: Scores) {
  const found: Detection[] = [];
  const share = photo.picture.width / photo.width;
  for (const row of rows) {
    const part = await partFor(row, photo);
    const here: Detection[] = [];
    for (const tile of row)
      for (const detection of await lookAt(part.picture, within(part, tile), engine, weak))
        if (!isCut(inPhoto(part, detection.box), tile, photo)) here.push(detection);
    const seen = await glanceAt(part.picture, suppress(here, SAME_FACE), engine);
    for (const { box, ...other } of seen)
      if (other.score > face)
        found.push({ ...other, scale: row[0]!.scale * share, box: inPicture(photo, inPhoto(part, box)) });
  }
  return suppress(found, SAME_FACE);
}
