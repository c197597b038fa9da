import { ProblemError } from '../ProblemError.ts';
import { route } from '../Route.ts';

/**
 * A function of Lambda has nothing that it could be told events by: what serves this is in front of the function, where
 * the event bus is at hand (local/api/). The function says who may listen, and this.
 */
export const events = route({
  method: 'GET',
  path: '/v1/events',
  id: 'listenToEvents',
  summary: 'All events as they come (server-sent events); goes on from the header Last-Event-ID',
  scope: 'read',
  answers: {
    200: {
      description:
        'Each event of the bus: `event` is its detail-type, `data` its detail. An event `gap` says that what was ' +
        'between Last-Event-ID and now cannot be told any more: read again what is of interest',
      content: { 'text/event-stream': { type: 'string' } },
    },
  },
  async handle() {
    throw new ProblemError(501, {
      code: 'no-stream-here',
      detail: 'A function URL has no stream of events.',
      value: null,
      rule: 'Events are streamed by `npm start`; in AWS they are on the event bus.',
      remedy:
        'Send them to a queue of yours by a rule of EventBridge (README, "To be told instead of asking").',
    });
  },
});
