import type { Logger } from '@aws-lambda-powertools/logger';
import type { Outcome } from './buildPipeline.ts';
import type { Change } from './readChanges.ts';

/** One line a change; `npm start` shows it in words. */
export function logOutcome(logger: Logger, { key, kind }: Change, outcome: Outcome, ms: number): void {
  logger.info('change', { key, kind, ms: Math.round(ms), ...told(outcome) });
}

function told(outcome: Outcome) {
  if ('skipped' in outcome) return { skipped: outcome.skipped };
  const { item } = outcome;
  switch (item.status) {
    case 'analysed':
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
