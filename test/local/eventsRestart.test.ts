import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  DeleteRuleCommand,
  DisableRuleCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import test from 'ava';
import type { Drop } from '../../local/events/openDispatcher.ts';
import { UndeliverableError } from '../../local/UndeliverableError.ts';
import {
  brokenQueue,
  clientOf,
  collector,
  event,
  folder,
  put,
  putRule,
  queueArn,
  REGION,
  route,
  startBus,
  target,
} from './eventsHarness.ts';

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
    message: /events\.db has layout 99, this program reads layout 2: .* move the file away/,
  });
});

test('a database of layout 1 is brought up to date, with all that was in it', async (t) => {
  const dir = await folder(t);
  const first = await startBus(t, { dir, deliver: brokenQueue('q').deliver });
  await route(first.client, target('q', { DeadLetterConfig: { Arn: queueArn('dead') } }));
  await put(first.client, event({ n: 1 }));
  await first.stop();
  const db = new DatabaseSync(join(dir, 'events.db'));
  db.exec('ALTER TABLE deliveries DROP COLUMN attributes; PRAGMA user_version = 1');
  db.close();
  const taken = collector();
  const { bus } = await startBus(t, { dir, ...taken });
  await bus.settled();
  t.is(taken.of('q').length, 1);
});

test('what a target will never take goes to the dead-letter queue without a second try', async (t) => {
  const taken = collector();
  let tries = 0;
  const { client, bus } = await startBus(t, {
    async deliver(arn, body, attributes) {
      if (arn === queueArn('dead')) return taken.deliver(arn, body, attributes);
      tries++;
      throw new UndeliverableError('there is no such queue');
    },
  });
  await route(client, target('q', { DeadLetterConfig: { Arn: queueArn('dead') } }));
  await put(client, event({ n: 1 }));
  await bus.settled();
  t.is(tries, 1);
  const [{ attributes = {} } = {}] = taken.messages;
  t.like(attributes, { ERROR_MESSAGE: 'there is no such queue', RETRY_ATTEMPTS: '0' });
  t.false('EXHAUSTED_RETRY_CONDITION' in attributes);
});

test('a rule that was disabled or removed is so after a restart', async (t) => {
  const dir = await folder(t);
  const first = await startBus(t, { dir });
  for (const name of ['off', 'gone', 'on']) await putRule(first.client, name);
  await first.client.send(new DisableRuleCommand({ Name: 'off' }));
  await first.client.send(new DeleteRuleCommand({ Name: 'gone' }));
  await first.stop();
  const { client } = await startBus(t, { dir });
  const { Rules } = await client.send(new ListRulesCommand({}));
  t.deepEqual(
    Rules?.map(({ Name, State }) => [Name, State]),
    [
      ['off', 'DISABLED'],
      ['on', 'ENABLED'],
    ],
  );
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
  t.deepEqual(queues.messages[0]?.attributes, {
    RULE_ARN: `arn:aws:events:${REGION}:000000000000:rule/r`,
    TARGET_ARN: queueArn('q'),
    ERROR_CODE: 'SDK_CLIENT_ERROR',
    ERROR_MESSAGE: 'the queue is out of order',
    RETRY_ATTEMPTS: '1',
    EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
  });
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
  t.is(queues.messages[0]?.attributes.EXHAUSTED_RETRY_CONDITION, 'MaximumEventAgeInSeconds');
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
