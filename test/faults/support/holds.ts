import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { ExecutionContext } from 'ava';
import { queueUrl } from '../../../local/deploy.ts';
import { queueNames } from '../../../stacks/topology.ts';
import type { ImageItem } from '../../../store/ImageItem.ts';
import { deviations, drained } from '../../support/inbox.ts';
import type { Stack } from '../../support/startStack.ts';
import type { Announced } from '../../support/subscribe.ts';
import { isForgotten } from './isForgotten.ts';

/** So long an event may take from the bus to whoever listens. */
const DELIVERY_MS = 10_000;

/**
 * The invariant, when everything has settled: the tables say what the bucket holds, all that stands was announced,
 * the events of a key came in order, and repetitions of one are equal.
 * @param letters how many messages are among the dead letters
 */
export async function holds(t: ExecutionContext, stack: Stack, letters = 0): Promise<void> {
  await drained(stack);
  t.deepEqual(await deviations(stack), []);
  const { Items = [] } = await stack.db.send(
    new ScanCommand({ TableName: stack.store.names.images, ConsistentRead: true }),
  );
  const until = performance.now() + DELIVERY_MS;
  const silent = () => unannounced(Items as ImageItem[], stack.heard);
  while (silent().length > 0 && performance.now() < until) await lettersIn(stack, 'subscriber');
  t.deepEqual(silent(), [], 'what stands was announced');
  t.deepEqual(disorders(stack.heard), []);
  t.is(await lettersIn(stack, queueNames(stack.topology)['dead-letters']), letters, 'dead letters');
}

/** The removal of what nobody was told of is no news. */
function unannounced(items: ImageItem[], heard: Announced[]): string[] {
  const of = ({ image }: ImageItem) => heard.filter(({ detail }) => detail.image === image);
  const isTold = (item: ImageItem) => of(item).some(({ detail }) => detail.sequencer === item.sequencer);
  const isNews = (item: ImageItem) => item.status !== 'removed' || of(item).length > 0;
  return items
    .filter((item) => isNews(item) && !isTold(item) && !isForgotten(item, of(item).at(-1)))
    .map(({ image, status }) => `${image}: ${status}`);
}

/** What is wrong with the order of events, or with the repetitions of one. */
function disorders(heard: Announced[]): string[] {
  const first = new Map<string, string>();
  const newest = new Map<string, string>();
  return heard.flatMap(({ type, detail }) => {
    const { id, image, sequencer } = detail as Announced['detail'] & { sequencer: string };
    const text = JSON.stringify([type, detail]);
    const before = first.get(id);
    if (before !== undefined) return before === text ? [] : [`${image}: ${text} was once ${before}`];
    first.set(id, text);
    const late = sequencer <= (newest.get(image) ?? '');
    newest.set(image, sequencer);
    return late ? [`${image}: ${type} of ${sequencer} came late`] : [];
  });
}

async function lettersIn({ clients: { sqs }, endpoint }: Stack, name: string): Promise<number> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl(endpoint, name),
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages);
}
