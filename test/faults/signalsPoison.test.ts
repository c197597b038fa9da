import { type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import test from 'ava';
import sharp from 'sharp';
import { queueUrl } from '../../local/deploy.ts';
import { command } from '../cli/command.ts';
import { heldBack, send } from '../support/heldBack.ts';
import { deviations, drained } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { holds } from './support/holds.ts';
import { shortenVisibility } from './support/shortenTries.ts';

/** So long a function may take, and so long a killed one's messages stay away. */
const TIMEOUT_SECONDS = 6;
const VISIBILITY_SECONDS = 12;

let stack: Stack;
let run: ReturnType<typeof command>;
test.before(async () => {
  stack = await startStack({
    FUNCTION_TIMEOUT: String(TIMEOUT_SECONDS),
    CONCURRENCY: '2',
    DETECT_SMALL: 'always',
    MAX_PIXELS: '150000000',
    DECODE_SECONDS: '60', // it is the search that takes too long
  });
  run = command(stack.endpoint);
  await shortenVisibility(stack, VISIBILITY_SECONDS);
});
test.after.always(() => stack?.stop());

async function deadLetters(): Promise<Message[]> {
  const { Messages = [] } = await stack.clients.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl(stack.endpoint, 'face-inbox-dead-letters'),
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 20,
      VisibilityTimeout: 0,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return Messages;
}

test('a photo that kills the function takes its batch along once, and ends alone among the dead letters', async (t) => {
  t.timeout(300_000);
  t.teardown(() => t.log(stack.errors.map(({ message }) => message)));
  const good = await sharp(await sample(3))
    .resize(640)
    .jpeg()
    .toBuffer();
  // It is searched for small faces in more than a thousand tiles: that takes far longer than the function may.
  const poison = await sharp({ create: { width: 11_000, height: 11_000, channels: 3, background: '#789' } })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const keys = Array.from({ length: 9 }, (_, index) => `nine/${index}.jpg`);
  const held = await heldBack(stack, 10, () =>
    Promise.all([...keys.map((key) => stack.drop(key, good)), stack.drop('poison', poison)]),
  );

  // The poison first, all in one request: so they are one batch, and it is begun before the others are done.
  await send(
    stack,
    held.toSorted((a, b) => Number(/nine/.test(a)) - Number(/nine/.test(b))),
  );
  const events = await Promise.all(keys.map((key) => stack.announced(key)));
  t.true(events.every(({ type, detail }) => type === 'Image Analysed' && detail.faceCount === 3));

  let letters: Message[] = [];
  while (letters.length === 0) letters = await deadLetters();
  t.is(letters.length, 1);
  t.regex(letters[0]!.Body!, /"key":"poison"/);
  t.is(await stack.settled('poison'), undefined);
  const failures = stack.errors.map(({ message }) => /^A batch of (\d+) failed: (\S+):/.exec(message));
  t.deepEqual(
    failures.map((match) => match?.slice(1)),
    [['10', 'Sandbox.Timedout'], ...Array(4).fill(['1', 'Sandbox.Timedout'])],
    'killed five times, and with others once',
  );
  await drained(stack);
  t.deepEqual(
    (await deviations(stack)).map(({ kind, key }) => [kind, key]),
    [['missing', 'poison']],
    'verify names it, and nothing else',
  );

  const { code, stdout, stderr } = await run(['dlq']);
  t.is(code, 0, stderr);
  t.regex(stdout, /^\d{4}-\S+Z {2}poison {2}ObjectCreated:Put, received \d times\n/);
  t.regex(stdout, /The try of \S+Z never ended: the function was killed while it looked at this alone/);
  const [letter] = JSON.parse((await run(['dlq', '--json'])).stdout);
  t.like(letter.changes, [{ key: 'poison', event: 'ObjectCreated:Put' }]);
  t.is(letter.lastTry.error, undefined);
  t.is((await deadLetters()).length, 1, 'whoever looks at them leaves them there for others');

  await stack.remove('poison');
  await holds(t, stack, 1);
});
