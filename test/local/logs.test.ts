import {
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import test, { type ExecutionContext } from 'ava';
import { openLogs } from '../../local/logs/openLogs.ts';
import { startFunctions } from './functionsHarness.ts';

const group = { logGroupName: '/aws/lambda/fn' };

/** A function that has written `loading` and then a line for each text. */
async function written(t: ExecutionContext, ...texts: string[]) {
  let now = 1000;
  const started = await startFunctions(t, {}, { now: () => now++ });
  for (const text of texts) await started.host.ask({ do: 'say', text });
  const { cloudWatch } = started;
  const filter = async (rest: Partial<FilterLogEventsCommandInput> = {}) => {
    const { events } = await cloudWatch.send(new FilterLogEventsCommand({ ...group, ...rest }));
    return (events ?? []).map(({ message }) => message);
  };
  return { ...started, filter };
}

test.serial('a function has a log group, and a log stream for each of its processes', async (t) => {
  const { cloudWatch, host } = await written(t, '1');
  const { logGroups } = await cloudWatch.send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/' }),
  );
  t.deepEqual(
    logGroups?.map(({ logGroupName, arn }) => [logGroupName, arn]),
    [['/aws/lambda/fn', 'arn:aws:logs:eu-central-1:000000000000:log-group:/aws/lambda/fn:*']],
  );
  const context = await host.ask<{ logStreamName: string }>({ do: 'context' });
  const { logStreams } = await cloudWatch.send(
    new DescribeLogStreamsCommand({ ...group, orderBy: 'LastEventTime', descending: true }),
  );
  t.is(logStreams?.[0]?.logStreamName, context.logStreamName);
});

test.serial('its lines are found by their words', async (t) => {
  const { filter } = await written(t, 'one', 'two', 'two one', 'one two');
  t.deepEqual(await filter(), ['loading', 'one', 'two', 'two one', 'one two']);
  t.deepEqual(await filter({ filterPattern: 'one two' }), ['two one', 'one two']);
  t.deepEqual(await filter({ filterPattern: '"one two"' }), ['one two']);
  t.deepEqual(await filter({ filterPattern: 'one -two' }), ['one']);
  t.deepEqual(await filter({ filterPattern: '?"one two" ?loading' }), ['loading', 'one two']);
  await t.throwsAsync(filter({ filterPattern: '{ $.level = "ERROR" }' }), {
    name: 'InvalidParameterException',
    message: /must be terms/,
  });
});

test.serial('its lines come in pages, by time and by stream', async (t) => {
  const { filter, cloudWatch } = await written(t, 'one', 'two');
  const all = await filter();
  const pages: (string | undefined)[] = [];
  let nextToken: string | undefined;
  do {
    const page = await cloudWatch.send(new FilterLogEventsCommand({ ...group, limit: 2, nextToken }));
    t.true((page.events?.length ?? 0) <= 2);
    pages.push(...(page.events ?? []).map(({ message }) => message));
    nextToken = page.nextToken;
  } while (nextToken);
  t.deepEqual(pages, all);
  const { events = [] } = await cloudWatch.send(new FilterLogEventsCommand(group));
  t.is(new Set(events.map(({ eventId }) => eventId)).size, all.length);
  const [, second] = events;
  t.deepEqual(await filter({ startTime: second!.timestamp }), all.slice(1));
  t.deepEqual(await filter({ endTime: second!.timestamp }), all.slice(0, 1));
  t.deepEqual(await filter({ logStreamNames: ['another'] }), []);
});

test.serial('a stream is read from its head and from its end', async (t) => {
  const { cloudWatch, filter } = await written(t, 'one', 'two');
  const all = await filter();
  const { events = [] } = await cloudWatch.send(new FilterLogEventsCommand(group));
  const logStreamName = events[0]!.logStreamName!;
  const get = (rest: { nextToken?: string; startFromHead?: boolean; limit?: number }) =>
    cloudWatch.send(new GetLogEventsCommand({ ...group, logStreamName, ...rest }));
  const messages = ({ events = [] }: Awaited<ReturnType<typeof get>>) => events.map(({ message }) => message);
  const head = await get({ startFromHead: true, limit: 2 });
  t.deepEqual(messages(head), all.slice(0, 2));
  const rest = await get({ nextToken: head.nextForwardToken!, startFromHead: true });
  t.deepEqual(messages(rest), all.slice(2));
  const end = await get({ nextToken: rest.nextForwardToken!, startFromHead: true });
  t.deepEqual(messages(end), []);
  t.is(end.nextForwardToken, rest.nextForwardToken, 'the same token again says that this is the end');
  const newest = await get({ limit: 2 });
  t.deepEqual(messages(newest), all.slice(-2));
  t.deepEqual(messages(await get({ nextToken: newest.nextBackwardToken!, limit: 1 })), all.slice(-3, -2));
});

test.serial('what is not there is said', async (t) => {
  const { cloudWatch } = await startFunctions(t);
  const missing = { name: 'ResourceNotFoundException' };
  await t.throwsAsync(cloudWatch.send(new FilterLogEventsCommand({ logGroupName: 'no' })), missing);
  await t.throwsAsync(cloudWatch.send(new GetLogEventsCommand({ ...group, logStreamName: 'no' })), missing);
  await t.throwsAsync(cloudWatch.send(new DeleteLogGroupCommand(group)), {
    name: 'UnknownOperationException',
    message: /^DeleteLogGroup is not supported by the local CloudWatch Logs\. It has: DescribeLogGroups/,
  });
});

test('only the newest lines of a function are kept', (t) => {
  const logs = openLogs(['fn']);
  const record = (line: string) => logs.record({ function: 'fn', stream: 'stdout', logStream: 's', line });
  for (let n = 0; n < 10_005; n++) record(`${n}`);
  const [{ events } = { events: [] }] = logs.groups();
  t.is(events.length, 10_000);
  t.is(events[0]?.message, '5');
  for (let n = 0; n < 10; n++) record('x'.repeat(1024 * 1024));
  const [full] = logs.groups();
  t.is(full?.events.length, 8);
  t.is(full?.bytes, 8 * 1024 * 1024);
});
