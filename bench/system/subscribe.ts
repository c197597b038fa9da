import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Clients } from '../../local/deploy.ts';

/** An event of the bus, and when it was received (as of `performance.now()`). */
export interface Arrival {
  type: string;
  image: string;
  at: number;
}

/**
 * A subscriber as users make one: a queue behind a rule, read by one loop.
 * @returns ends the loop.
 */
export async function subscribe(
  { events, sqs }: Clients,
  bus: string,
  on: { event(arrival: Arrival): void; error(error: Error): void },
): Promise<() => Promise<void>> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'bench' }));
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  const { Attributes } = await sqs.send(asked);
  const rule = { Name: 'bench', EventBusName: bus };
  await events.send(new PutRuleCommand({ ...rule, EventPattern: '{"source":["face-inbox"]}' }));
  const Targets = [{ Id: 'bench', Arn: Attributes!.QueueArn! }];
  await events.send(new PutTargetsCommand({ Rule: rule.Name, EventBusName: bus, Targets }));

  const ending = new AbortController();
  const read = async () => {
    const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 });
    while (!ending.signal.aborted) {
      const { Messages = [] } = await sqs.send(receive, { abortSignal: ending.signal });
      const at = performance.now();
      for (const { Body } of Messages) {
        const { 'detail-type': type, detail } = JSON.parse(Body!);
        on.event({ type, image: detail.image, at });
      }
      const Entries = Messages.map(({ ReceiptHandle }, id) => ({ Id: String(id), ReceiptHandle }));
      if (Entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  };
  const reading = read().catch((error) => {
    if (!ending.signal.aborted) on.error(error);
  });
  return async () => {
    ending.abort();
    await reading;
  };
}
