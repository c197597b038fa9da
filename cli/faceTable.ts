import type { FaceItem } from '../store/ImageItem.ts';
import { table } from '../terminal/table.ts';
import { answerColumns } from './print.ts';
import { namelessWhy } from './whoLine.ts';

/** The faces of a photo, a line each. @param photo.width in pixels, absent where there is no picture */
export function faceTable({ faces, width = 0 }: { faces: FaceItem[]; width?: number }): string {
  const numbers = ['similar', 'distance'].map((title) => ({ title, right: true }));
  const places = ['left', 'top', 'width', 'score', 'sharp'].map((title) => ({ title, right: true }));
  const rows = faces.map((face, at) => row(face, at + 1, width));
  const heads = [
    { title: '#', right: true },
    { title: 'who' },
    ...numbers,
    { title: 'runner-up' },
    ...places,
  ];
  return table(heads, rows, answerColumns());
}

function row(face: FaceItem, number: number, width: number): string[] {
  return [
    String(number),
    face.person ?? face.group ?? namelessWhy(face),
    face.similarity?.toFixed(1) ?? '',
    face.distance?.toFixed(3) ?? '',
    face.runnerUp ? `${face.runnerUp.distance.toFixed(3)} ${face.runnerUp.person}` : '',
    `${Math.round(face.box.left * 100)}%`,
    `${Math.round(face.box.top * 100)}%`,
    `${Math.round(face.box.width * width)} px`,
    face.score.toFixed(2),
    face.quality.sharpness.toFixed(1),
  ];
}
