import type { Photo } from '../decode/Photo.ts';
import { DETECTOR_SIZE, type Engine } from '../engine/Engine.ts';
import { type Detection, suppress } from './Detection.ts';
import { lookAgain, WEAK } from './lookAgain.ts';
import { type Look, lookAt } from './lookAt.ts';
import { inPhoto, inPicture, partFor, within } from './Part.ts';
import { isCut, tileScales, tilesOf } from './tiles.ts';

/** In tiles of one scale, boxes that share more than this part of their union are one face. */
const SAME_FACE = 0.35;
/** Where the smallest face found is wider in the detector's pixels, smaller ones are not to be expected. */
const PERHAPS_SMALLER = 30;
/** With no face found so far, and nothing like one, no more tiles than these are looked at. */
const WITHOUT_A_FACE = 40;

/**
 * Looks at finer and finer tiles of a photo: at all of them, or as long as smaller faces are to be expected.
 * @param before what was found before, be it sure or not, or `all`
 * @returns faces in pixels of `photo.picture`; one found at two scales is there twice
 */
export async function lookAtTiles(
  photo: Photo,
  engine: Engine,
  minScore: number,
  before: Detection[] | 'all',
): Promise<Detection[]> {
  const found: Detection[] = [];
  const seen: Detection[] = before === 'all' ? [] : [...before];
  let scale = Math.max(photo.width, photo.height) / DETECTOR_SIZE;
  for (const finer of tileScales(photo)) {
    const rows = tilesOf(photo, finer);
    if (before !== 'all' && !isWorth(rows.flat().length, scale, photo, seen)) break;
    const here: Detection[] = [];
    for (const row of rows) {
      const { faces, detections } = await lookAtRow(photo, row, engine, minScore);
      here.push(...faces);
      // What is too small to be told yet calls for a closer look as well.
      seen.push(...detections.filter(({ score }) => score > minScore));
    }
    found.push(...suppress(here, SAME_FACE));
    scale = finer;
  }
  return found;
}

/** Whether so many tiles are to be looked at, by what was seen so far and the finest scale it was looked for at. */
function isWorth(tiles: number, scale: number, { width, picture }: Photo, seen: Detection[]): boolean {
  if (seen.length === 0) return tiles <= WITHOUT_A_FACE;
  const smallest = Math.min(...seen.map(({ box }) => box.width)) * (width / picture.width);
  return smallest < PERHAPS_SMALLER * scale;
}

/** Neighbouring tiles side by side. In pixels of `photo.picture`, what was detected and what of it is a face. */
async function lookAtRow(photo: Photo, row: Look[], engine: Engine, minScore: number) {
  const part = await partFor(row, photo);
  const share = part.across * (photo.picture.width / photo.width);
  const back = ({ box, scale, ...other }: Detection): Detection => ({
    ...other,
    scale: scale * share,
    box: inPicture(photo, inPhoto(part, box)),
  });
  const all: Detection[] = [];
  for (const tile of row) {
    const seen = await lookAt(part.picture, within(part, tile), engine, Math.min(WEAK, minScore));
    all.push(...seen.filter(({ box }) => !isCut(inPhoto(part, box), tile, photo)));
  }
  const detections = suppress(all, SAME_FACE);
  const faces = await lookAgain(part.picture, detections, engine, minScore);
  return { detections: detections.map(back), faces: faces.map(back) };
}
