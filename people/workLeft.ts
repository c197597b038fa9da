import { type QueueRole, queueNames, topology } from '../stacks/topology.ts';
import { queueDepth as depthOf, type QueueDepth } from '../store/queueDepth.ts';
import type { Inbox } from './Inbox.ts';

export type { QueueDepth } from '../store/queueDepth.ts';

/** How much there is in one of the queues, as SQS estimates it. */
export function queueDepth({ sqs, settings }: Inbox, role: QueueRole): Promise<QueueDepth> {
  return depthOf(sqs, queueNames(topology(settings))[role]);
}

/** How much of all that the functions are fed from is still to be done. */
export async function workLeft(inbox: Inbox): Promise<Pick<QueueDepth, 'waiting' | 'atWork'>> {
  const depths: QueueDepth[] = [];
  for (const role of ['images', 'retries', 'videos', 'chunks'] as const)
    depths.push(await queueDepth(inbox, role));
  const sum = (what: 'waiting' | 'atWork') => depths.reduce((total, depth) => total + depth[what], 0);
  return { waiting: sum('waiting'), atWork: sum('atWork') };
}
