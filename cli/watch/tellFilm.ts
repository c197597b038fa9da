import type { AnalysedVideo } from '../../store/ImageItem.ts';
import { counted } from '../formats.ts';
import { answer, answerColumns } from '../print.ts';
import { videoReport } from '../videoReport.ts';
import { onScreen } from './onScreen.ts';
import { timelineChart } from './timelineChart.ts';

/** Where the answer goes elsewhere than to a terminal. */
const COLUMNS = 80;
/** Unknown people that have a line of their own: a street has very many. */
const UNKNOWN = 20;

/** Prints what a film is, and who is on the screen when. */
export function tellFilm(film: AnalysedVideo): void {
  const people = onScreen(film.tracks, film);
  const unknown = people.filter(({ named }) => !named);
  const shown = [...people.filter(({ named }) => named), ...unknown.slice(0, UNKNOWN)];
  const { duration, missing = [] } = film;
  answer(videoReport(film));
  if (shown.length > 0)
    answer(`\n${timelineChart({ people: shown, duration, missing }, answerColumns() ?? COLUMNS)}`);
  const more = Math.max(0, unknown.length - UNKNOWN);
  const untold = film.tracks.filter((track) => track.person === undefined && track.unknown === undefined);
  if (more > 0) answer(`\n${counted(more, 'more unknown person', 'more unknown people')}; --json has all.`);
  if (untold.length > 0)
    answer(
      `${more > 0 ? '' : '\n'}${counted(untold.length, 'face')} too small, blurred or turned away to be told.`,
    );
}
