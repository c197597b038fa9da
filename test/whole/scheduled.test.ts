import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import type { Analysed } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import { openStore } from '../../store/openStore.ts';
import { record } from '../../store/record.ts';
import { after } from '../../store/sequencer.ts';
import { unfinished } from '../../store/unfinished.ts';
import { deviations, drained, invoke, tiny, untold } from '../support/inbox.ts';
import { metricsOf } from '../support/metricsOf.ts';
import { type Stack, startStack } from '../support/startStack.ts';

let stack: Stack;
test.before(async () => {
  stack = await startStack();
});
test.after.always(() => stack?.stop());

async function keysLeft(): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of unfinished(stack.store, new Date(Date.now() + 60_000))) keys.push(key);
  return keys;
}

/** The ages of the oldest outbox that the sweep has written by now, in seconds. */
async function agesWritten(): Promise<number[]> {
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const logs = new CloudWatchLogsClient({ endpoint: stack.endpoint, region: stack.region, credentials });
  const logGroupName = '/aws/lambda/face-inbox-sweep';
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
  return metricsOf(events.map(({ message }) => message!)).map(({ inbox, service, OldestPending }) => {
    if (inbox !== 'face-inbox' || service !== 'sweep') throw new Error(`${inbox} ${service}`);
    return OldestPending as number;
  });
}

test.serial('an outbox that a crash left is found by its index, and finished by the sweep', async (t) => {
  const { item } = await stack.analysed('left.png', await tiny(1));
  t.deepEqual(await keysLeft(), [], 'what is finished is not in the index');
  // A worker whose bus cannot be reached stops where one that is killed would.
  const events = new EventBridgeClient({
    endpoint: 'http://localhost:1',
    region: 'x',
    maxAttempts: 1,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const names = {
    prefix: 'face-inbox',
    bucket: stack.store.bucket,
    resultsBucket: 'none',
    bus: stack.store.bus,
  };
  const crashing = openStore(names, { db: stack.clients.db, events });
  await t.throwsAsync(
    record(crashing, { ...(item as Analysed), sequencer: after(item.sequencer) }, { before: item }),
  );
  t.deepEqual(await keysLeft(), ['left.png']);

  t.deepEqual(await invoke(stack, 'face-inbox-sweep'), { finished: 0 }, 'a worker may still be at it');
  t.deepEqual(
    (await agesWritten()).map((age) => age < 60),
    [true],
  );
  await stack.db.send(
    new UpdateCommand({
      TableName: stack.store.names.images,
      Key: { image: 'left.png' },
      UpdateExpression: 'SET pendingSince = :then',
      ExpressionAttributeValues: { ':then': '2026-01-01T00:00:00.000Z' },
    }),
  );
  t.deepEqual(await invoke(stack, 'face-inbox-sweep'), { finished: 1 });
  t.is((await stack.announced('left.png')).type, 'Image Analysed');
  const left = (await getImage(stack.store, 'left.png'))!;
  t.false('pending' in left || 'pendingSince' in left);
  t.deepEqual(await keysLeft(), []);

  const sinceThen = Math.round((Date.now() - Date.parse('2026-01-01T00:00:00.000Z')) / 1000);
  t.true(Math.abs((await agesWritten()).at(-1)! - sinceThen) < 60, 'as old as it was when the sweep came');
  await invoke(stack, 'face-inbox-sweep');
  t.is((await agesWritten()).at(-1), 0, 'none is said, too');
});

test.serial('what the bucket told nobody of is found and mended by the scheduled comparison', async (t) => {
  const body = await tiny(2);
  await untold(stack, async () => {
    await stack.drop('lost.png', body);
    await stack.remove('left.png');
  });
  t.deepEqual(await invoke(stack, 'face-inbox-reconcile'), { mended: 2, inFlight: 0 });
  t.is((await stack.announced('lost.png')).type, 'Image Analysed');
  t.is((await stack.announced('left.png')).type, 'Image Removed');
  await drained(stack);
  t.deepEqual(await deviations(stack), []);
  t.deepEqual(await invoke(stack, 'face-inbox-reconcile'), { mended: 0, inFlight: 0 });
});
