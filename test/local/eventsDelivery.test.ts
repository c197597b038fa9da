import {
  CreateEventBusCommand,
  DisableRuleCommand,
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
import {
  brokenQueue,
  collector,
  event,
  put,
  queueArn,
  REGION,
  route,
  startBus,
  target,
} from './eventsHarness.ts';

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
