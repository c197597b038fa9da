import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import test, { type ExecutionContext } from 'ava';
import { startFauxqs } from 'fauxqs';
import { moveLetters } from '../../cli/deadLetters/moveLetters.ts';
import { readSettings } from '../../config/settings.ts';
import { queueUrl } from '../../local/deploy.ts';
import { forgetLetters } from '../../people/forget/forgetLetters.ts';
import { noteTry } from '../../store/tries.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { command } from './command.ts';

let stack: Stack;
let run: ReturnType<typeof command>;
test.before(async () => {
  stack = await startStack();
  run = command(stack.endpoint);
});
test.after.always(() => stack?.stop());

/** The event that S3 sends of the object as it is in the table now. */
async function eventOf(key: string, eventName = 'ObjectCreated:Put'): Promise<string> {
  const item = await stack.settled(key);
  if (item?.status !== 'analysed') throw new Error(`${key} is ${item?.status}`);
  const { sequencer, etag: eTag, bytes: size } = item;
  const object = { key: encodeURIComponent(key), sequencer, eTag, size };
  const eventTime = '2026-01-02T03:04:05.678Z';
  return JSON.stringify({
    Records: [{ eventName, eventTime, s3: { bucket: { name: 'face-inbox' }, object } }],
  });
}

async function bury(body: string): Promise<string> {
  const QueueUrl = queueUrl(stack.endpoint, 'face-inbox-dead-letters');
  const { MessageId } = await stack.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  return MessageId!;
}

/** Resolves when the queue has nothing left and nothing is at work. */
async function drained(name: string): Promise<void> {
  for (;;) {
    const { Attributes } = await stack.clients.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl(stack.endpoint, `face-inbox-${name}`),
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    if (Object.values(Attributes!).every((count) => count === '0')) return;
  }
}

test.serial('without dead letters there is nothing to tell and nothing to send back', async (t) => {
  const told = await run(['dlq']);
  t.deepEqual([told.code, told.stdout, told.stderr], [0, '', 'There are no dead letters.\n']);
  t.is((await run(['dlq', '--json'])).stdout, '[]\n');
  const sent = await run(['redrive']);
  t.deepEqual([sent.code, sent.stderr], [0, 'There are no dead letters.\n']);
});

test.serial(
  'a message that fails again and again is told with its error, also where it is none of S3',
  async (t) => {
    const QueueUrl = queueUrl(stack.endpoint, 'face-inbox-retries');
    // Two receives are left to it, and the backoff after the first failure is two seconds.
    const policy = { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:face-inbox-dead-letters' };
    const tries = (maxReceiveCount: number) =>
      stack.clients.sqs.send(
        new SetQueueAttributesCommand({
          QueueUrl,
          Attributes: { RedrivePolicy: JSON.stringify({ ...policy, maxReceiveCount }) },
        }),
      );
    await tries(2);
    await stack.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"hello": "\u202e"}' }));
    const dead = new ReceiveMessageCommand({
      QueueUrl: queueUrl(stack.endpoint, 'face-inbox-dead-letters'),
      WaitTimeSeconds: 20,
      VisibilityTimeout: 0,
    });
    while (!(await stack.clients.sqs.send(dead)).Messages);
    await tries(6);
    const { stdout } = await run(['dlq']);
    t.regex(stdout, /^\S+Z {2}no message of S3, received 2 times\n/);
    t.regex(
      stdout,
      /The try of \S+Z failed with ForeignMessageError: A message in the queue has no list "Records"/,
    );
    t.regex(stdout, /It says: \{"hello": "\\u202e"\}$/m, 'what a terminal would obey is shown');
    const [letter] = JSON.parse((await run(['dlq', '--json'])).stdout);
    t.like(letter, { changes: [], received: 2, lastTry: { received: 2 } });
    await stack.clients.sqs.send(new PurgeQueueCommand({ QueueUrl: dead.input.QueueUrl }));
  },
);

test.serial('letters are told newest first, and no more than asked for', async (t) => {
  await stack.analysed('told é.jpg', await sample(6));
  await bury('an older one');
  const id = await bury(await eventOf('told é.jpg'));
  await noteTry(stack.store, { message: id, at: '2026-01-02T03:04:05.678Z', received: 5, request: 'r-1' });
  const { stdout, stderr } = await run(['dlq', '--limit', '1']);
  t.regex(
    stdout,
    /^\S+Z {2}told é\.jpg {2}ObjectCreated:Put, received 5 times\n.*2026-01-02T03:04:05Z never ended/,
  );
  t.regex(stdout, /request r-1\.$/m);
  t.regex(stderr, /^1 message given up.*npx face-inbox redrive\nThere are more; see them with --limit\.\n$/);
  const QueueUrl = queueUrl(stack.endpoint, 'face-inbox-dead-letters');
  await stack.clients.sqs.send(new PurgeQueueCommand({ QueueUrl }));
});

test.serial('letters sent back late bring back nothing that was overwritten or removed', async (t) => {
  const first = await sample(6);
  await stack.analysed('old.jpg', first);
  await stack.analysed('gone.jpg', first);
  for (const key of ['old.jpg', 'gone.jpg']) await bury(await eventOf(key));
  const { item: newer } = await stack.analysed('old.jpg', await sample(3));
  await bury(
    await eventOf('old.jpg', 'ObjectRemoved:Delete').then((body) => body.replace(newer.sequencer, '00')),
  );
  await stack.clients.s3.send(new DeleteObjectCommand({ Bucket: 'face-inbox', Key: 'gone.jpg' }));
  await stack.announced('gone.jpg');

  const { code, stdout, stderr } = await run(['redrive']);
  t.is(code, 0, stderr);
  t.is(stdout, '3 messages sent back, to be tried again one at a time.\n');
  t.regex(stderr, /^1\/3 sent back$/m);
  t.regex(stderr, /^3\/3 sent back$/m);
  await drained('dead-letters');
  await drained('retries');
  const old = await stack.settled('old.jpg');
  t.is(old?.sequencer, newer.sequencer);
  t.like(old, { status: 'analysed', faceCount: 3 });
  t.is((await stack.settled('gone.jpg'))?.status, 'removed');
});

/** Its queue URLs are of `sqs.us-east-1.localhost`, which not every machine resolves as RFC 6761 asks. */
const RESOLVE_LOCALHOST =
  '--import=data:text/javascript,' +
  encodeURIComponent(
    `import { interceptLocalhostDns } from '${import.meta.resolve('fauxqs')}'; interceptLocalhostDns();`,
  );

/** An SQS without message move tasks, with the queues of the inbox. */
async function plainQueues(t: ExecutionContext) {
  const server = await startFauxqs({ port: 0, logger: false, defaultRegion: 'us-east-1' });
  t.teardown(() => server.stop());
  const endpoint = `http://127.0.0.1:${server.port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sqs = new SQSClient({ endpoint, region: 'us-east-1', credentials });
  for (const name of ['dead-letters', 'retries'])
    await sqs.send(new CreateQueueCommand({ QueueName: `face-inbox-${name}` }));
  return { server, endpoint, sqs };
}

test.serial(
  'a letter about a part of a video goes back to the queue of those, and the others to theirs',
  async (t) => {
    const part = { version: '1', plan: 'none', image: 'film.mp4', number: 2, from: 20, to: 30 };
    await bury(JSON.stringify(part));
    await bury(await eventOf('told é.jpg'));
    const told = await run(['dlq']);
    t.regex(told.stdout, /film\.mp4 {2}part 3 of the video, received/);
    const { code, stdout, stderr } = await run(['redrive']);
    t.is(code, 0, stderr);
    t.is(stdout, '2 messages sent back, to be tried again one at a time.\n');
    // Nobody looks at the film any more, and the photo is known: both are done with.
    for (const name of ['dead-letters', 'retries', 'chunks']) await drained(name);
  },
);

test.serial('where the service has no move tasks, letters are sent and deleted page by page', async (t) => {
  const { server, endpoint, sqs } = await plainQueues(t);
  const bodies = Array.from({ length: 23 }, (_, index) => `letter ${index}`);
  for (const MessageBody of bodies)
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: `${endpoint}/000000000000/face-inbox-dead-letters`,
        MessageBody,
        MessageAttributes: { from: { DataType: 'String', StringValue: 'afar' } },
      }),
    );
  const { code, stdout, stderr } = await command(endpoint)(['redrive'], {
    nodeArguments: [RESOLVE_LOCALHOST],
  });
  t.is(code, 0, stderr);
  t.is(stdout, '23 messages sent back, to be tried again one at a time.\n');
  const { messages } = server.inspectQueue('face-inbox-retries')!;
  t.deepEqual(messages.ready.map(({ body }) => body).sort(), bodies.toSorted());
  t.is(messages.ready[0]!.messageAttributes.from?.StringValue, 'afar');
  const left = server.inspectQueue('face-inbox-dead-letters')!.messages;
  t.deepEqual([left.ready.length, left.inflight.length], [0, 0]);
});

test.serial(
  'where a round takes longer than letters are hidden, redriving and forgetting end all the same',
  async (t) => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const sqs = new SQSClient({ endpoint: stack.endpoint, region: 'us-east-1', credentials });
    // What is received can be received again at once.
    sqs.middlewareStack.add(
      (next) => (args) =>
        next({
          ...args,
          input: { ...args.input, ...('WaitTimeSeconds' in args.input && { VisibilityTimeout: 0 }) },
        }),
      { step: 'initialize' },
    );
    const inbox = { settings: readSettings({}), store: stack.store, s3: stack.clients.s3, sqs };
    const photo = await eventOf('told é.jpg');
    for (let count = 0; count < 12; count++) await bury(photo);
    const { signal } = new AbortController();
    t.is(await forgetLetters(inbox, 'nobody', signal), 0);
    const counts: number[] = [];
    await moveLetters(inbox, (count) => counts.push(count), signal);
    t.is(counts.at(-1), 12);
    for (const name of ['dead-letters', 'retries']) await drained(name);
  },
);
