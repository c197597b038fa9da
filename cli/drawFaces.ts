import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import sharp, { type OverlayOptions } from 'sharp';
import { decode } from '../faces/decode/decode.ts';
import type { Analysed, Enrolment, FaceItem } from '../store/ImageItem.ts';
import { CommandError, EXIT } from './CommandError.ts';
import type { Connection } from './connect.ts';
import { namelessWhy } from './whoLine.ts';
import { writeLabel } from './writeLabel.ts';

/** @throws CommandError where no picture can be written to that file. */
export function checkDrawing(file: string): void {
  if (!/\.(jpe?g|png|webp)$/i.test(file))
    throw new CommandError(EXIT.usage, `--draw is ${file}, but must end in .jpg, .png or .webp.`);
  if (!existsSync(dirname(resolve(file))))
    throw new CommandError(
      EXIT.usage,
      `--draw is ${file}, but there is no folder ${dirname(file)}. Make it first.`,
    );
}

/** Writes a copy of the photo, upright and without its metadata, with each face framed and named. */
export async function drawFaces(
  { s3, settings }: Connection,
  item: Analysed | Enrolment,
  file: string,
): Promise<void> {
  const { Body } = await s3.send(
    new GetObjectCommand({ Bucket: settings.bucket, Key: item.image, IfMatch: item.etag }),
  );
  const bytes = Buffer.from(await Body!.transformToByteArray());
  const { rgb, width, height } = (await decode(bytes, { maxPixels: settings.maxPixels })).picture;
  const marks = item.faces.map((face) => marksOf(face, width, height));
  await sharp(rgb, { raw: { width, height, channels: 3 } })
    .composite((await Promise.all(marks)).flat())
    .toFile(file);
}

/** Yellow for who has a name, white for others. */
async function marksOf(face: FaceItem, width: number, height: number): Promise<OverlayOptions[]> {
  const colour = face.person === undefined ? '#ffffff' : '#ffd400';
  const left = Math.min(width - 1, Math.round(face.box.left * width));
  const top = Math.min(height - 1, Math.round(face.box.top * height));
  const right = Math.max(left + 1, Math.min(width, Math.round((face.box.left + face.box.width) * width)));
  const bottom = Math.max(top + 1, Math.min(height, Math.round((face.box.top + face.box.height) * height)));
  const line = Math.max(2, Math.round((right - left) / 50));
  const bar = (x: number, y: number, w: number, h: number): OverlayOptions => ({
    input: {
      create: { width: Math.min(w, width), height: Math.min(h, height), channels: 3, background: colour },
    },
    left: Math.max(0, Math.min(x, width - w)),
    top: Math.max(0, Math.min(y, height - h)),
  });
  return [
    bar(left, top, right - left, line),
    bar(left, bottom - line, right - left, line),
    bar(left, top, line, bottom - top),
    bar(right - line, top, line, bottom - top),
    await label(face, colour, { left, bottom, size: right - left, width, height }),
  ];
}

/** The name on black, below the frame, or where the picture has room for it. */
async function label(
  face: FaceItem,
  colour: string,
  at: { left: number; bottom: number; size: number; width: number; height: number },
): Promise<OverlayOptions> {
  const text = [face.person ?? face.group ?? namelessWhy(face), face.similarity]
    .filter((part) => part !== undefined)
    .join(' ');
  const { rgb, width, height } = await writeLabel(text, {
    colour,
    size: Math.max(10, Math.round(at.size / 7)),
    within: { width: at.width, height: at.height },
  });
  return {
    input: rgb,
    raw: { width, height, channels: 3 },
    left: Math.max(0, Math.min(at.left, at.width - width)),
    top: Math.max(0, Math.min(at.bottom, at.height - height)),
  };
}
