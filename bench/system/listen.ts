import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Clients } from '../../local/deploy.ts';

/** An event of a bus, and when it was received (as of `performance.now()`). */
export interface Heard {
  type: string;
  /** When it happened, ISO 8601. */
  time: string;
  detail: Record<string, unknown>;
  at: number;
}

/**
 * Listens as users do: a queue behind a rule of each bus, read by one loop.
 * @param on.outage the queue could not be read; says, once it is time, whether to go on
 * @returns ends the loop.
 */
export async function listen(
  { events, sqs }: Clients,
  rules: { bus: string; pattern: object }[],
  on: { event(heard: Heard): void; outage(error: Error): Promise<boolean> },
): Promise<() => Promise<void>> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'bench' }));
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  const { Attributes } = await sqs.send(asked);
  for (const { bus, pattern } of rules) {
    const rule = { Name: 'bench', EventBusName: bus };
    await events.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify(pattern) }));
    const Targets = [{ Id: 'bench', Arn: Attributes!.QueueArn! }];
    await events.send(new PutTargetsCommand({ Rule: rule.Name, EventBusName: bus, Targets }));
  }

  const ending = new AbortController();
  const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 });
  const readSome = async () => {
    const { Messages = [] } = await sqs.send(receive, { abortSignal: ending.signal });
    const at = performance.now();
    for (const { Body } of Messages) {
      const { 'detail-type': type, time, detail } = JSON.parse(Body!);
      on.event({ type, time, detail, at });
    }
    const Entries = Messages.map(({ ReceiptHandle }, id) => ({ Id: String(id), ReceiptHandle }));
    if (Entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  };
  const read = async () => {
    while (!ending.signal.aborted)
      try {
        await readSome();
      } catch (error) {
        if (ending.signal.aborted || !(await on.outage(error as Error))) return;
      }
  };
  const reading = read();
  return async () => {
    ending.abort();
    await reading;
  };
}
