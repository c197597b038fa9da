import type { AnalysedVideo, TrackItem } from '../store/ImageItem.ts';
import { clock } from '../terminal/clock.ts';
import { counted } from './formats.ts';

/** Spans of one person that are told by their times; of more, only how many. */
const TOLD = 3;

/** Who is in a video, and from when to when; those with a name first, then how many unknown people. */
export function tracksInWords(item: AnalysedVideo): string {
  const { duration, tracks, trackCount, tracksLeftOut, unknownPeople = 0, missing = [] } = item;
  const by = Map.groupBy(
    tracks.filter(({ person }) => person !== undefined),
    ({ person }) => person!,
  );
  const people = [...by].map(([person, spans]) => `${person} ${spansInWords(spans)}`);
  const who = [...people, ...(unknownPeople > 0 ? [`${unknownPeople} unknown`] : [])];
  const gone = missing.reduce((sum, { from, to }) => sum + to - from, 0);
  return [
    `video of ${clock(duration)}: ${trackCount === 0 ? 'no faces' : who.join(', ') || counted(trackCount, 'unusable face')}`,
    ...(tracksLeftOut === undefined ? [] : [`${tracksLeftOut} more for which there was no room`]),
    ...(missing.length > 0 ? [`${gone.toFixed(1)} s could not be looked at`] : []),
  ].join('; ');
}

function spansInWords(spans: TrackItem[]): string {
  const told = spans.slice(0, TOLD).map(({ from, to }) => `${clock(from)}-${clock(to)}`);
  const more = spans.length - told.length;
  return [...told, ...(more > 0 ? [`${more} more times`] : [])].join(' ');
}
