import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Local } from '../../local/startLocal.ts';
import { checkEvent } from './checkEvent.ts';

export interface Announced {
  type: string;
  detail: Record<string, unknown> & { id: string; image: string; people?: string[]; person?: string };
}

/** A queue of the user's own behind a rule of the user's own, read to the end by one loop. */
export async function subscribe({ clients: { events, sqs } }: Pick<Local, 'clients'>, bus: string) {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'subscriber' }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  await events.send(
    new PutRuleCommand({ Name: 'all', EventBusName: bus, EventPattern: '{"source":["face-inbox"]}' }),
  );
  await events.send(
    new PutTargetsCommand({
      Rule: 'all',
      EventBusName: bus,
      Targets: [{ Id: 'subscriber', Arn: Attributes!.QueueArn! }],
    }),
  );
  const waiting = new Map<string, ((event: Announced) => void)[]>();
  const arrived = new Map<string, Announced[]>();
  const heard: Announced[] = [];
  const wrong: Error[] = [];
  const take = (event: Announced) => {
    try {
      checkEvent(event.type, event.detail);
    } catch (error) {
      wrong.push(error as Error);
    }
    heard.push(event);
    const key = event.detail.image;
    const next = waiting.get(key)?.shift();
    if (next) next(event);
    else arrived.set(key, [...(arrived.get(key) ?? []), event]);
  };
  const abort = new AbortController();
  const reading = (async () => {
    while (!abort.signal.aborted) {
      const { Messages = [] } = await sqs
        .send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 }), {
          abortSignal: abort.signal,
        })
        .catch(() => ({ Messages: [] }));
      for (const { Body, ReceiptHandle } of Messages) {
        const { 'detail-type': type, detail } = JSON.parse(Body!);
        take({ type, detail });
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  })();
  return {
    heard,
    announced: (key: string) =>
      new Promise<Announced>((resolve) => {
        const known = arrived.get(key)?.shift();
        if (known) resolve(known);
        else waiting.set(key, [...(waiting.get(key) ?? []), resolve]);
      }),
    async stop() {
      abort.abort();
      await reading;
      if (wrong.length > 0) throw wrong[0];
    },
  };
}
