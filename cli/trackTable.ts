import type { AnalysedVideo, TrackItem } from '../store/ImageItem.ts';
import { clock } from '../terminal/clock.ts';
import { table } from '../terminal/table.ts';
import { answerColumns } from './print.ts';

/** The tracks of a video, a line each, by when they begin. */
export function trackTable({ tracks, width }: Pick<AnalysedVideo, 'tracks' | 'width'>): string {
  const numbers = (...titles: string[]) => titles.map((title) => ({ title, right: true }));
  const heads = [
    ...numbers('#', 'from', 'to'),
    { title: 'who' },
    ...numbers('similar', 'distance', 'best at', 'width', 'score', 'seen'),
  ];
  const rows = tracks.map((track, at) => [
    String(at + 1),
    clock(track.from),
    clock(track.to),
    nameOf(track),
    track.similarity?.toFixed(1) ?? '',
    track.distance?.toFixed(3) ?? '',
    clock(track.time),
    `${Math.round(track.box.width * width)} px`,
    track.score.toFixed(2),
    String(track.samples),
  ]);
  return table(heads, rows, answerColumns());
}

/** The person, or what stands in the place of a name. */
function nameOf({ person, unknown, ambiguous, decision }: TrackItem): string {
  return person ?? (ambiguous ? 'ambiguous' : unknown === undefined ? decision : `unknown ${unknown}`);
}
