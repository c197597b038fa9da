import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  CreateEventBusCommand,
  DisableRuleCommand,
  type EventBridgeClient,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import test from 'ava';
import { startFauxqs } from 'fauxqs';
import type { Drop } from '../../local/events/openDispatcher.ts';
import { clientOf, collector, event, folder, put, queueArn, REGION, startBus } from './eventsHarness.ts';

/** A rule for what this project publishes, with the targets. */
async function route(client: EventBridgeClient, ...Targets: Target[]): Promise<void> {
  const EventPattern = JSON.stringify({ source: ['face-inbox'] });
  await client.send(new PutRuleCommand({ Name: 'r', EventPattern }));
  const { FailedEntries } = await client.send(new PutTargetsCommand({ Rule: 'r', Targets }));
  if (FailedEntries?.length) throw new Error(JSON.stringify(FailedEntries));
}

function target(name: string, rest: Partial<Target> = {}): Target {
  return { Id: name, Arn: queueArn(name), ...rest };
}

/** A queue that is out of order until it is mended; `refused(n)` resolves after the nth refusal. */
function brokenQueue(broken: string) {
  const taken = collector();
  let refusals = 0;
  let mended = false;
  const waiting: { count: number; resolve: () => void }[] = [];
  return {
    ...taken,
    async deliver(arn: string, body: string): Promise<void> {
      if (mended || arn !== queueArn(broken)) return taken.deliver(arn, body);
      refusals++;
      for (const { count, resolve } of waiting) if (refusals >= count) resolve();
      throw new Error('the queue is out of order');
    },
    refused: (count: number) =>
      new Promise<void>((resolve) => {
        if (refusals >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    refusals: () => refusals,
    mend: () => {
      mended = true;
    },
  };
}

test('an event reaches a real SQS queue in the envelope of EventBridge', async (t) => {
  const sqs = await startFauxqs({ port: 0, logger: false });
  t.teardown(() => sqs.stop());
  const queues = new SQSClient({
    endpoint: `http://127.0.0.1:${sqs.port}`,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  t.teardown(() => queues.destroy());
  const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName: 'analysed' }));
  const attributes = await queues.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const arn = attributes.Attributes?.QueueArn ?? '';
  const { client } = await startBus(t, {
    deliver: async (queue, MessageBody) => {
      t.is(queue, arn);
      await queues.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    },
  });
  await route(client, { Id: 'a', Arn: arn });
  const detail = { image: 'party.jpg', people: ['ann'], big: 1 };
  const Time = new Date('2026-01-02T03:04:05.678Z');
  const { Entries } = await put(client, event(detail, { Time, Resources: ['arn:aws:s3:::face-inbox'] }));
  const { Messages } = await queues.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
  t.deepEqual(JSON.parse(Messages?.[0]?.Body ?? ''), {
    version: '0',
    id: Entries?.[0]?.EventId,
    'detail-type': 'Image Analysed',
    source: 'face-inbox',
    account: '000000000000',
    time: '2026-01-02T03:04:05Z',
    region: REGION,
    resources: ['arn:aws:s3:::face-inbox'],
    detail,
  });
  t.regex(
    Entries?.[0]?.EventId ?? '',
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});

test('only the rules of the event bus that match and are enabled get the event', async (t) => {
  const taken = collector();
  const { client, bus } = await startBus(t, taken);
  await client.send(new CreateEventBusCommand({ Name: 'faces' }));
  const rules: [Name: string, EventBusName: string, EventPattern: string][] = [
    ['ann', 'faces', '{"detail":{"people":["ann"]}}'],
    ['bob', 'faces', '{"detail":{"people":["bob"]}}'],
    ['off', 'faces', '{"detail":{"people":["ann"]}}'],
    ['else', 'default', '{"detail":{"people":["ann"]}}'],
  ];
  for (const [Name, EventBusName, EventPattern] of rules) {
    await client.send(new PutRuleCommand({ Name, EventBusName, EventPattern }));
    await client.send(new PutTargetsCommand({ Rule: Name, EventBusName, Targets: [target(Name)] }));
  }
  await client.send(new DisableRuleCommand({ Name: 'off', EventBusName: 'faces' }));
  const EventBusName = `arn:aws:events:${REGION}:000000000000:event-bus/faces`;
  await put(
    client,
    event({ people: ['ann', 'zoe'] }, { EventBusName }),
    event({ people: [] }, { EventBusName }),
  );
  await bus.settled();
  t.deepEqual(
    taken.messages.map((message) => message.queueArn),
    [queueArn('ann')],
  );
});

test('a target gets a constant, a part of the event, or what its transformer makes of it', async (t) => {
  const taken = collector();
  const now = Date.parse('2026-01-02T03:04:05Z');
  const { client, bus } = await startBus(t, { ...taken, now: () => now });
  const InputPathsMap = {
    instance: '$.detail.instance-id',
    state: '$.detail.state',
    detail: '$.detail',
    names: '$.detail.faces[*].name',
    first: '$.detail.faces[0].name',
    note: "$['detail']['note']",
    nothing: '$.detail.nothing',
  };
  const transformed = (InputTemplate: string) => ({ InputTransformer: { InputPathsMap, InputTemplate } });
  const cases: [string, Partial<Target>, string | ((body: string, id: string) => void)][] = [
    ['constant', { Input: '{"a" : 1}' }, '{"a" : 1}'],
    ['path', { InputPath: '$.detail.faces' }, '[{"name":"ann"},{"name":"bob"}]'],
    ['path to text', { InputPath: '$.detail.state' }, '"RUNNING"'],
    ['path to nothing', { InputPath: '$.detail.nothing' }, 'null'],
    ['string', transformed('"instance <instance> is in <state>"'), '"instance i-1 is in RUNNING"'],
    ['escaped', transformed('"instance \\"<instance>\\" is"'), '"instance \\"i-1\\" is"'],
    ['bare', transformed('<instance> is in state <state>'), 'i-1 is in state RUNNING'],
    [
      'json',
      transformed('{\n "instance" : <instance>,\n "state": <state>\n}'),
      '{"instance":"i-1","state":"RUNNING"}',
    ],
    [
      'mixed',
      transformed('{"s": [9, <state>, true], "t": "is <state>"}'),
      '{"s":[9,"RUNNING",true],"t":"is RUNNING"}',
    ],
    ['lists', transformed('{"all": <names>, "one": <first>}'), '{"all":["ann","bob"],"one":"ann"}'],
    ['missing', transformed('{"a": <nothing>, "b": "-<nothing>-"}'), '{"a":"","b":"--"}'],
    ['object in text', transformed('"<names>"'), '"[ann,bob]"'],
    ['quotes in a value', transformed('{"note": "it says <note>"}'), '{"note":"it says \\"hi\\"\\n"}'],
    [
      'predefined',
      transformed(
        '{"arn":<aws.events.rule-arn>,"name":"<aws.events.rule-name>","at":<aws.events.event.ingestion-time>}',
      ),
      `{"arn":"arn:aws:events:${REGION}:000000000000:rule/r","name":"r","at":"2026-01-02T03:04:05Z"}`,
    ],
    [
      'whole event',
      transformed('{"event":<aws.events.event.json>,"head":<aws.events.event>}'),
      (body, id) => {
        const { event, head } = JSON.parse(body);
        t.is(event.id, id);
        t.is(event.detail.state, 'RUNNING');
        t.is(head.id, id);
        t.false('detail' in head);
      },
    ],
  ];
  for (const [i, [, part, expected]] of cases.entries()) {
    await route(client, { Id: 'a', Arn: queueArn('q'), ...part });
    const faces = [{ name: 'ann' }, { name: 'bob' }];
    const { Entries } = await put(
      client,
      event({ 'instance-id': 'i-1', state: 'RUNNING', faces, note: '"hi"\n' }),
    );
    await bus.settled();
    const body = taken.of('q')[i] ?? '';
    if (typeof expected === 'string') t.is(body, expected, cases[i]?.[0]);
    else expected(body, Entries?.[0]?.EventId ?? '');
  }
});

test('numbers that JavaScript cannot hold reach the target as they were sent', async (t) => {
  const taken = collector();
  const { client, bus } = await startBus(t, taken);
  await route(client, target('q'));
  await put(client, event({}, { Detail: '{"n": 9223372036854775807}' }));
  await bus.settled();
  t.true(taken.of('q')[0]?.endsWith('"detail":{"n": 9223372036854775807}}'));
});

test('events accepted one after another reach each target in that order, whatever fails between', async (t) => {
  const taken = collector();
  let calls = 0;
  const { client, bus } = await startBus(t, {
    deliver: async (arn, body) => {
      if (++calls % 7 === 0) throw new Error('every seventh time');
      await taken.deliver(arn, body);
    },
  });
  await route(client, target('one'), target('two'));
  for (let i = 0; i < 6; i++) {
    await put(client, ...Array.from({ length: 5 }, (_, j) => event({ n: i * 5 + j })));
  }
  await bus.settled();
  const expected = Array.from({ length: 30 }, (_, n) => n);
  for (const queue of ['one', 'two']) {
    const numbers = taken.of(queue).map((body) => JSON.parse(body).detail.n);
    t.deepEqual(numbers, expected);
  }
});

test('a target that fails does not hold up another, and gets all in order once it is mended', async (t) => {
  const queues = brokenQueue('bad');
  const { client, bus } = await startBus(t, { deliver: queues.deliver });
  await route(client, target('bad'), target('good'));
  for (let n = 0; n < 5; n++) await put(client, event({ n }));
  await queues.refused(2);
  t.is(queues.of('good').length, 5);
  t.is(queues.of('bad').length, 0);
  queues.mend();
  await bus.settled();
  t.deepEqual(
    queues.of('bad').map((body) => JSON.parse(body).detail.n),
    [0, 1, 2, 3, 4],
  );
});

test('rules and targets outlive a restart, and what was waiting is delivered then', async (t) => {
  const dir = await folder(t);
  const queues = brokenQueue('q');
  const first = await startBus(t, { dir, deliver: queues.deliver });
  await route(first.client, target('q'));
  for (const n of [1, 2]) await put(first.client, event({ n }));
  await queues.refused(1);
  await first.stop();

  const taken = collector();
  const second = await startBus(t, { dir, ...taken });
  await second.bus.settled();
  await put(second.client, event({ n: 3 }));
  await second.bus.settled();
  t.deepEqual(
    taken.of('q').map((body) => JSON.parse(body).detail.n),
    [1, 2, 3],
  );
  const { Targets } = await second.client.send(new ListTargetsByRuleCommand({ Rule: 'r' }));
  t.deepEqual(Targets, [target('q')]);
  await second.stop();

  const third = collector();
  await (await startBus(t, { dir, ...third })).bus.settled();
  t.deepEqual(third.messages, [], 'what was delivered is gone');
});

test('an event that was acknowledged outlives kill -9', async (t) => {
  const dir = await folder(t);
  const program = `
    import http from 'node:http';
    import { openEventBus } from ${JSON.stringify(new URL('../../local/events/openEventBus.ts', import.meta.url))};
    const deliver = () => new Promise(() => {});
    const bus = await openEventBus({ dir: ${JSON.stringify(dir)}, region: 'eu-central-1', deliver });
    const server = http.createServer(bus.handle).listen(0, '127.0.0.1');
    server.once('listening', () => process.stdout.write(String(server.address().port)));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  t.teardown(() => child.kill('SIGKILL'));
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const client = clientOf(`http://127.0.0.1:${port}`);
  t.teardown(() => client.destroy());
  await route(client, target('q'));
  const { Entries } = await put(client, event({ n: 1 }), event({ n: 2 }));
  child.kill('SIGKILL');
  await exited;
  const taken = collector();
  const { bus } = await startBus(t, { dir, ...taken });
  await bus.settled();
  t.deepEqual(
    taken.of('q').map((body) => JSON.parse(body).id),
    Entries?.map((entry) => entry.EventId),
  );
});

test('a database of a layout that is not known is refused, and left as it is', async (t) => {
  const dir = await folder(t);
  const db = new DatabaseSync(join(dir, 'events.db'));
  db.exec('PRAGMA user_version = 99');
  db.close();
  await t.throwsAsync(() => startBus(t, { dir }), {
    name: 'DatabaseVersionError',
    message: /events\.db has layout 99, this program reads layout 1: .* move the file away/,
  });
});

test('settled is refused when the bus closes before its deliveries are made', async (t) => {
  const queues = brokenQueue('q');
  const { client, bus, stop } = await startBus(t, { deliver: queues.deliver });
  await route(client, target('q'));
  await put(client, event());
  await queues.refused(1);
  const settled = t.throwsAsync(bus.settled(), { message: /closed while deliveries were waiting/ });
  await stop();
  await settled;
});

test('after the last retry an event goes to the dead-letter queue, and the next one is tried', async (t) => {
  const queues = brokenQueue('q');
  const { client, bus } = await startBus(t, { deliver: queues.deliver });
  await route(
    client,
    target('q', {
      Input: '"constant"',
      DeadLetterConfig: { Arn: queueArn('dead') },
      RetryPolicy: { MaximumRetryAttempts: 1 },
    }),
  );
  await put(client, event({ n: 1 }), event({ n: 2 }));
  await bus.settled();
  t.is(queues.refusals(), 4, 'each was tried and tried again once');
  t.deepEqual(
    queues.of('dead').map((body) => JSON.parse(body).detail.n),
    [1, 2],
    'it gets the event, not the target’s input',
  );
});

test('an event that is too old goes to the dead-letter queue', async (t) => {
  const queues = brokenQueue('q');
  let later = 0;
  const { client, bus } = await startBus(t, { deliver: queues.deliver, now: () => Date.now() + later });
  await route(
    client,
    target('q', {
      DeadLetterConfig: { Arn: queueArn('dead') },
      RetryPolicy: { MaximumEventAgeInSeconds: 60 },
    }),
  );
  await put(client, event({ n: 1 }));
  await queues.refused(1);
  t.is(queues.of('dead').length, 0);
  later = 60_000;
  await bus.settled();
  t.is(queues.of('dead').length, 1);
});

test('without a dead-letter queue an event is dropped after its last retry, and that is told', async (t) => {
  const queues = brokenQueue('q');
  const drops: Drop[] = [];
  const { client, bus } = await startBus(t, {
    deliver: queues.deliver,
    onDropped: (drop) => void drops.push(drop),
  });
  await route(client, target('q', { RetryPolicy: { MaximumRetryAttempts: 0 } }));
  const { Entries } = await put(client, event());
  await bus.settled();
  t.is(drops.length, 1);
  t.like(drops[0], { queueArn: queueArn('q'), attempts: 1, error: { message: 'the queue is out of order' } });
  t.is(JSON.parse(drops[0]?.body ?? '').id, Entries?.[0]?.EventId);
});
