import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import test, { type ExecutionContext } from 'ava';
import { actionsOf, arnOf, newFolder, REGION, startQueues } from './queuesHarness.ts';

/** The local SQS in a process of its own, to be killed. */
async function spawnQueues(t: ExecutionContext, dir: string) {
  const program = `
    import { createServer } from 'node:http';
    import { openQueues } from ${JSON.stringify(new URL('../../local/queues/openQueues.ts', import.meta.url))};
    const server = createServer((request, response) => queues.handle(request, response));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = 'http://127.0.0.1:' + server.address().port;
    const queues = await openQueues({ dir: ${JSON.stringify(dir)}, region: '${REGION}', endpoint, consumed: ['ours'] });
    process.stdout.write(endpoint);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  t.teardown(() => child.kill('SIGKILL'));
  const [endpoint] = (await once(child.stdout, 'data')) as [Buffer];
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const sqs = new SQSClient({ endpoint: `${endpoint}`, region: REGION, credentials, maxAttempts: 1 });
  t.teardown(() => sqs.destroy());
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return { ...actionsOf(sqs), kill };
}

test('after kill -9 every acknowledged message is there, and what was in flight comes back', async (t) => {
  const dir = await newFolder(t);
  const first = await spawnQueues(t, dir);
  await first.queue('dead');
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 2 });
  const ours = await first.queue('ours', { RedrivePolicy, VisibilityTimeout: '3600' });
  const users = await first.queue('users', { VisibilityTimeout: '1' });
  const bodies = Array.from({ length: 40 }, (_, index) => `${index}`);
  for (const url of [ours, users]) {
    await first.send(url, ...bodies);
    t.is((await first.receive(url)).length, 10);
  }
  await first.kill();

  const second = await startQueues(t, dir);
  const found = await second.drain(await second.queue('ours'));
  t.deepEqual(found.map(({ Body }) => Body).sort(), bodies.toSorted(), 'at once, to our functions');
  const url = await second.queue('users');
  const theirs = await second.drain(url);
  while (theirs.length < 40) theirs.push(...(await second.receive(url, { WaitTimeSeconds: 20 })));
  t.deepEqual(
    [...new Set(theirs.map(({ Body }) => Body))].sort(),
    bodies.toSorted(),
    'after their visibility timeout, to others',
  );
});

test('killed at any moment on its way to the dead letters, a message is in one of the two queues', async (t) => {
  const dir = await newFolder(t);
  const bodies = Array.from({ length: 200 }, (_, index) => `${index}`);
  const first = await spawnQueues(t, dir);
  await first.queue('dead');
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 1 });
  const url = await first.queue('q', { RedrivePolicy });
  await first.send(url, ...bodies);
  for (let n = 0; n < 20; n++) await first.receive(url, { VisibilityTimeout: 0 });
  const moving = first.drain(url).catch(() => []);
  await first.receive(url).catch(() => []);
  await first.kill();
  await moving;

  const db = new DatabaseSync(join(dir, 'fauxqs.db'));
  t.teardown(() => db.close());
  const rows = db.prepare('SELECT body FROM sqs_messages').all();
  t.deepEqual(rows.map(({ body }) => String(body)).sort(), bodies.toSorted());
});

test('what is older than its queue keeps it is gone after a start', async (t) => {
  const dir = await newFolder(t);
  const first = await startQueues(t, dir);
  await first.send(await first.queue('q', { MessageRetentionPeriod: '60' }), 'old', 'new');
  await first.stop();
  const db = new DatabaseSync(join(dir, 'fauxqs.db'));
  db.prepare("UPDATE sqs_messages SET sent_timestamp = sent_timestamp - 61000 WHERE body = 'old'").run();
  db.close();
  const second = await startQueues(t, dir);
  t.deepEqual(
    (await second.drain(await second.queue('q'))).map(({ Body }) => Body),
    ['new'],
  );
});

test('of messages sent at one moment a refused one takes no other with it, and kill -9 none that was acknowledged', async (t) => {
  const dir = await newFolder(t);
  const first = await spawnQueues(t, dir);
  const QueueUrl = await first.queue('q');
  const sent = await Promise.allSettled(
    Array.from({ length: 40 }, (_, index) => {
      const MessageBody = index % 4 === 3 ? '\0' : `good ${index}`;
      return first.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    }),
  );
  await first.kill();
  t.deepEqual(
    sent.map(({ status }) => status === 'rejected'),
    sent.map((_, index) => index % 4 === 3),
  );
  const second = await startQueues(t, dir);
  const bodies = (await second.drain(QueueUrl)).map(({ Body }) => Body);
  const good = sent.flatMap((_, index) => (index % 4 === 3 ? [] : [`good ${index}`]));
  t.deepEqual(bodies.sort(), good.sort());
});
