import { SendMessageCommand } from '@aws-sdk/client-sqs';
import test from 'ava';
import { callsOf, type QueueCalls } from '../../local/lambda/QueueCalls.ts';
import { startQueues } from './queuesHarness.ts';

const ALL = { MessageSystemAttributeNames: ['All' as const], MessageAttributeNames: ['All'] };
const never = new AbortController().signal;

test('what feeds the functions here gets what a client gets over the wire', async (t) => {
  const queues = await startQueues(t);
  const QueueUrl = await queues.queue('work', { VisibilityTimeout: '0' });
  await queues.sqs.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: '{"grüß":"dich"}',
      MessageAttributes: {
        text: { DataType: 'String', StringValue: 'ä' },
        bytes: { DataType: 'Binary', BinaryValue: Buffer.from([0, 1, 255]) },
      },
    }),
  );
  const look = async (calls: QueueCalls) => {
    const [message] = await calls.receive({ QueueUrl, MaxNumberOfMessages: 10, ...ALL }, never);
    const { ReceiptHandle, Attributes, MessageAttributes = {}, ...rest } = message!;
    const { BinaryValue, ...bytes } = MessageAttributes.bytes!;
    t.deepEqual([...BinaryValue!], [0, 1, 255]);
    const { ApproximateReceiveCount, ...attributes } = Attributes!;
    return { ...rest, attributes, text: MessageAttributes.text, bytes };
  };
  const [here, there] = [await look(queues.calls), await look(callsOf(queues.sqs))];
  t.deepEqual(here, there);
});

test('what feeds the functions here changes queues, and fails, as a client does over the wire', async (t) => {
  const queues = await startQueues(t);
  const outcomes = [];
  for (const [name, calls] of [
    ['here', queues.calls],
    ['wire', callsOf(queues.sqs)],
  ] as const) {
    const QueueUrl = await queues.queue(name, { VisibilityTimeout: '3600' });
    await queues.send(QueueUrl, 'one', 'two');
    const messages = await calls.receive({ QueueUrl, MaxNumberOfMessages: 10 }, never);
    const [first, second] = messages.map(({ ReceiptHandle }) => ({ ReceiptHandle: ReceiptHandle! }));
    const again = { Id: '0', VisibilityTimeout: 0, ...first! };
    const wrong = { Id: '1', ReceiptHandle: 'no receipt' };
    outcomes.push([
      messages.length,
      await calls.changeVisibility({ QueueUrl, Entries: [again, { ...wrong, VisibilityTimeout: 0 }] }),
      await calls.remove({ QueueUrl, Entries: [{ Id: '0', ...second! }, wrong] }),
      (await calls.receive({ QueueUrl, MaxNumberOfMessages: 10 }, never)).length,
      await t
        .throwsAsync(calls.receive({ QueueUrl: `${QueueUrl}-not-there` }, never))
        .then((e) => e?.message),
    ]);
  }
  t.deepEqual(outcomes[0], outcomes[1]);
});

test('a call that is broken off takes nothing, and one that waits when all is closed fails', async (t) => {
  const queues = await startQueues(t);
  const QueueUrl = await queues.queue('work', { VisibilityTimeout: '3600' });
  const abort = new AbortController();
  const broken = queues.calls.receive({ QueueUrl, WaitTimeSeconds: 20 }, abort.signal);
  abort.abort();
  await t.throwsAsync(broken, { name: 'AbortError' });
  await queues.send(QueueUrl, 'one');
  await t.throwsAsync(queues.calls.receive({ QueueUrl }, abort.signal), { name: 'AbortError' });
  t.is((await queues.calls.receive({ QueueUrl }, never)).length, 1);
  const waiting = queues.calls.receive({ QueueUrl, WaitTimeSeconds: 20 }, never);
  void queues.stop();
  await t.throwsAsync(waiting, { message: /being closed/ });
});
