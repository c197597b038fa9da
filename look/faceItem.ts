import { mean } from '../faces/align/Similarity.ts';
import type { Photo } from '../faces/decode/Photo.ts';
import type { Face } from '../faces/findFaces.ts';
import type { Identity } from '../faces/match/identify.ts';
import type { Point, Rect } from '../faces/Picture.ts';
import type { Quality } from '../faces/quality.ts';
import type { FaceItem } from '../store/ImageItem.ts';

type Size = Pick<Photo, 'width' | 'height'>;

/** One face as the tables and events tell it: in shares of the photo, and without its descriptor. */
export function faceItem(
  face: Face,
  identity: Identity | { decision: 'enrolled'; person: string },
  photo: Size,
): FaceItem {
  return {
    ...placeOf(face, photo),
    ...(identity.decision === 'enrolled' ? identity : identityFields(identity)),
  };
}

/** Where it is, and how well it is seen. */
export function placeOf(face: Face, photo: Size): Pick<FaceItem, 'box' | 'landmarks' | 'score' | 'quality'> {
  return {
    box: boxShares(face.box, photo),
    landmarks: fivePoints(face.landmarks).map(({ x, y }) => ({
      x: round(x / photo.width, 5),
      y: round(y / photo.height, 5),
    })),
    score: round(face.score, 4),
    quality: qualityItem(face.quality),
  };
}

export function qualityItem({ sharpness, brightness, size, roll, yaw, pitch }: Quality): FaceItem['quality'] {
  return {
    sharpness: round(sharpness, 1),
    brightness: round(brightness, 1),
    size,
    roll: round(roll, 1),
    yaw: round(yaw, 1),
    pitch: round(pitch, 1),
  };
}

/** What is told of who a face is. */
export function identityFields(identity: Identity) {
  const runnerUp = 'runnerUp' in identity && identity.runnerUp;
  return {
    decision: identity.decision,
    ...(identity.decision === 'matched' && {
      person: identity.person,
      distance: round(identity.distance, 4),
      similarity: Math.floor(identity.similarity * 10) / 10,
      matchedPhoto: identity.photo,
    }),
    ...(identity.decision !== 'unusable' && { limit: round(identity.limit, 4) }),
    ...(identity.decision === 'unknown' && identity.ambiguous && { ambiguous: true as const }),
    ...(runnerUp && { runnerUp: { person: runnerUp.person, distance: round(runnerUp.distance, 4) } }),
  };
}

function boxShares(box: Rect, { width, height }: Size): FaceItem['box'] {
  return {
    left: round(box.x / width, 5),
    top: round(box.y / height, 5),
    width: round(box.width / width, 5),
    height: round(box.height / height, 5),
  };
}

/** Eyes, nose tip and corners of the mouth, of the 68. */
export function fivePoints(landmarks: Point[]): Point[] {
  const eyes = [mean(landmarks.slice(36, 42)), mean(landmarks.slice(42, 48))];
  return [...eyes, landmarks[30]!, landmarks[48]!, landmarks[54]!];
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
