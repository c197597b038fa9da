import { DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { randomNumbers } from '../../../bench/accuracy/statistics/randomNumbers.ts';
import { queueUrl } from '../../../local/deploy.ts';
import type { Fault } from './openFaultyProxy.ts';
import type { FaultyStack } from './startFaultyStack.ts';

interface Received {
  Messages?: { ReceiptHandle: string }[];
}

/** From now on so many of the messages of the queue of the photos are gone for ever before anybody has seen them. */
export function loseMessages(stack: FaultyStack, share: number): { count(): number; stop(): void } {
  const random = randomNumbers(stack.seed);
  let count = 0;
  let stopped = false; // polls that are open by then lose nothing any more
  const QueueUrl = queueUrl(stack.endpoint, 'face-inbox-images');
  const lose: Fault = async ({ forward, reply }) => {
    const { headers, ...answer } = await forward();
    const { Messages, ...rest } = JSON.parse(answer.body.toString()) as Received;
    const lost = (Messages ?? []).filter(() => !stopped && random() < share);
    count += lost.length;
    for (const { ReceiptHandle } of lost)
      await stack.clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    const kept = Messages?.filter((message) => !lost.includes(message));
    const body = Buffer.from(JSON.stringify({ ...rest, ...(kept?.length && { Messages: kept }) }));
    reply({ ...answer, headers, body });
  };
  const { remove } = stack.proxy.on('sqs:ReceiveMessage', lose, { about: 'face-inbox-images' });
  const stop = () => {
    stopped = true;
    remove();
  };
  return { count: () => count, stop };
}
