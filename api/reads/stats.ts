import { type QueueRole, queueNames, topology } from '../../stacks/topology.ts';
import { analysedSince } from '../../store/lately.ts';
import type { Store } from '../../store/openStore.ts';
import { queueDepth } from '../../store/queueDepth.ts';
import { unfinished } from '../../store/unfinished.ts';
import { route } from '../Route.ts';
import { of } from '../schemas/parts.ts';

const MINUTES = 60;

export const stats = route({
  method: 'GET',
  path: '/v1/stats',
  id: 'getStats',
  summary: 'What is under way, and what was done in the last hour',
  scope: 'read',
  answers: { 200: { description: 'As of now', content: { 'application/json': of('Stats') } } },
  async handle(_, { store, sqs, settings }) {
    const at = new Date();
    const since = new Date(at.getTime() - MINUTES * 60_000);
    const names = queueNames(topology(settings));
    const depth = async (role: QueueRole) => {
      const { waiting, atWork } = await queueDepth(sqs, names[role]);
      return { waiting, atWork };
    };
    const [images, retries, videos, chunks, deadLetters, open, ...done] = await Promise.all([
      depth('images'),
      depth('retries'),
      depth('videos'),
      depth('chunks'),
      depth('dead-letters'),
      countOpen(store, at),
      ...(['analysed', 'enrolled', 'rejected'] as const).map((status) => analysedSince(store, status, since)),
    ]);
    const [analysed, enrolled, rejected] = done.map(({ times }) => times.length);
    const perMinute = Array.from({ length: MINUTES }, () => 0);
    for (const time of done.flatMap(({ times }) => times)) {
      const minute = Math.min(MINUTES - 1, Math.floor((Date.parse(time) - since.getTime()) / 60_000));
      perMinute[Math.max(0, minute)]!++;
    }
    const isComplete = done.every((one) => one.isComplete);
    const body = {
      at: at.toISOString(),
      queues: { images, retries, videos, chunks, deadLetters },
      unfinished: open,
      lastHour: { analysed, enrolled, rejected, perMinute, isComplete },
      engine: { name: settings.engine, precision: settings.precision },
    };
    return { status: 200, body };
  },
});

async function countOpen(store: Store, at: Date): Promise<number> {
  let count = 0;
  for await (const _ of unfinished(store, at)) count++;
  return count;
}
