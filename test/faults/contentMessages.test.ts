import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import test from 'ava';
import { queueArn, queueUrl } from '../../local/deploy.ts';
import { getImage } from '../../store/images.ts';
import { command } from '../cli/command.ts';
import { send } from '../support/heldBack.ts';
import { drained, tiny } from '../support/inbox.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { holds } from './support/holds.ts';

let stack: Stack;
let run: ReturnType<typeof command>;
test.before(async () => {
  stack = await startStack({ DETECT_SMALL: 'never', DETECT_TURNED: 'false' });
  run = command(stack.endpoint);
  // A message is tried twice here, after 2 seconds once more, and not five times.
  await stack.clients.sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: queueUrl(stack.endpoint, 'face-inbox-retries'),
      Attributes: {
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: queueArn(stack.region, 'face-inbox-dead-letters'),
          maxReceiveCount: 3,
        }),
      },
    }),
  );
});
test.after.always(() => stack?.stop());

const itemOf = (key: string) => getImage(stack.store, key);
const told = (record: object, object: object = {}) =>
  JSON.stringify({
    Records: [
      {
        eventVersion: '2.1',
        eventName: 'ObjectCreated:Put',
        eventTime: '2026-01-02T03:04:05.678Z',
        s3: { bucket: { name: 'face-inbox' }, object: { key: 'there.png', size: 3, ...object } },
        ...record,
      },
    ],
  });

test.serial("S3's test event, folder markers and empty objects harm nobody beside them", async (t) => {
  await send(stack, ['{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"face-inbox"}']);
  await stack.drop('folder/', '');
  await stack.drop('people/ann/', '');
  const { item } = await stack.analysed('empty.png', '');
  t.like(item, { status: 'rejected', reason: 'empty' });
  await stack.analysed('folder/there.png', await tiny(1));
  await drained(stack);
  t.is(await itemOf('folder/'), undefined);
  t.is(await itemOf('people/ann/'), undefined);
  await stack.remove('folder/');
  await holds(t, stack);
});

test.serial(
  'a folder marker in the place of a photo takes its result away, also where its message was lost',
  async (t) => {
    await stack.analysed('album/', await tiny(2));
    await stack.drop('album/', '');
    t.is((await stack.announced('album/')).type, 'Image Removed');
    t.is((await stack.settled('album/'))?.status, 'removed');
    await stack.analysed('album/', await tiny(3));
    await stack.drop('album/', '');
    await stack.announced('album/');
    await send(stack, [told({ eventName: 'ObjectRemoved:Delete' }, { key: 'album/' })]);
    await send(stack, [told({}, { key: 'album/', size: 0 })]);
    await drained(stack);
    t.is((await itemOf('album/'))?.status, 'removed', 'hints to look find no photo there');
    await holds(t, stack);
  },
);

/** Bodies that are none of S3's about this inbox, and how `dlq` names what is wrong with each. */
const FOREIGN: [body: string, words: RegExp][] = [
  ['no JSON \u20ac', /is not JSON/],
  ['{"Records": [', /is not JSON/],
  ['[]', /has no list "Records"/],
  ['{"detail-type": "Object Created", "source": "aws.s3", "detail": {}}', /has no list "Records"/],
  ['{"Records": [null]}', /has no "s3\.object\.key"/],
  [told({ eventVersion: '3.0' }), /eventVersion "3\.0"/],
  [told({ eventVersion: 2 }), /eventVersion 2/],
  [told({ eventTime: 'yesterday' }), /eventTime "yesterday"/],
  [told({ eventName: 'ObjectTagging:Put' }), /is no change of an object/],
  [told({ mend: { of: 7 } }), /mend/],
  [
    told({ s3: { bucket: { name: 'elsewhere' }, object: { key: 'there.png' } } }),
    /of the bucket "elsewhere"/,
  ],
  [told({}, { key: '%E0%A4%A' }), /not URL-encoded/],
];

test.serial(
  "what is not S3's, or of a version to come, ends among the dead letters with the reason, and changes nothing",
  async (t) => {
    await stack.analysed('there.png', await tiny(4));
    await stack.settled('there.png');
    const before = await itemOf('there.png');
    await send(
      stack,
      FOREIGN.map(([body]) => body),
    );
    await stack.analysed('beside.png', await tiny(5));
    await holds(t, stack, FOREIGN.length);
    t.deepEqual(await itemOf('there.png'), before);
    const { stdout } = await run(['dlq', '--json']);
    const errors = (JSON.parse(stdout) as { lastTry: { error: string } }[]).map(
      ({ lastTry }) => lastTry.error,
    );
    for (const [body, words] of FOREIGN)
      t.true(
        errors.some((error) => words.test(error)),
        `${body}\n${errors.join('\n')}`,
      );
  },
);

test.serial('a later minor version of the same structure is read, with fields of its own', async (t) => {
  await stack.analysed('minor.png', await tiny(6));
  await stack.remove('minor.png');
  await stack.announced('minor.png');
  const removal = told({ eventVersion: '2.9', more: { of: 1 } }, { key: 'minor.png', more: 1 });
  await send(stack, [removal]);
  await holds(t, stack, FOREIGN.length);
  t.is((await itemOf('minor.png'))?.status, 'removed');
  t.deepEqual(stack.errors, []);
});
