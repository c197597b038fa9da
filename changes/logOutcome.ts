import type { Logger } from '@aws-lambda-powertools/logger';
import type { AnalysedVideo } from '../store/ImageItem.ts';
import type { Outcome } from './Outcome.ts';
import type { Change } from './readChanges.ts';

const MOST_SPANS = 20;

/** One line a change; `npm start` shows it in words. */
export function logOutcome(
  logger: Logger,
  { key, kind }: Pick<Change, 'key' | 'kind'>,
  outcome: Outcome,
  ms: number,
): void {
  logger.info('change', { key, kind, ms: Math.round(ms), ...told(outcome) });
}

function told(outcome: Outcome) {
  if ('skipped' in outcome) return { skipped: outcome.skipped };
  if ('handedOver' in outcome) return outcome;
  const { item } = outcome;
  switch (item.status) {
    case 'analysing': {
      const { duration, chunks } = item;
      return { status: item.status, duration, chunks, timings: item.timings };
    }
    case 'analysed':
      if (item.kind) return toldOfVideo(item);
      return {
        status: item.status,
        faces: item.faceCount,
        people: item.faces.flatMap(({ person }) => person ?? []),
        unknown: item.faces.filter(({ decision }) => decision === 'unknown').length,
        timings: item.timings,
      };
    case 'enrolled':
      return { status: item.status, person: item.person, timings: item.timings };
    case 'rejected':
      return { status: item.status, reason: item.reason, explanation: item.message, timings: item.timings };
    case 'removed':
      return { status: item.status };
  }
}

function toldOfVideo(item: AnalysedVideo) {
  const { status, duration, frames, chunks, trackCount, unknownPeople = 0, missing, timings } = item;
  const spans = item.tracks.flatMap(({ person, from, to }) =>
    person === undefined ? [] : [{ person, from, to }],
  );
  return {
    ...{ status, duration, frames, chunks, tracks: trackCount, unknown: unknownPeople, timings },
    // A line of a log is no place for a film's hundreds.
    spans: spans.slice(0, MOST_SPANS),
    people: [...(item.people ?? [])],
    ...(missing && { missing }),
  };
}
