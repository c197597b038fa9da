import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { openDropped } from '../../bench/cold/openDropped.ts';
import { clientsHere, startClient } from '../../bench/cold/startClient.ts';
import { HERE } from '../../packaging/architecture.ts';
import { layOut } from '../../packaging/layOut.ts';
import { filmOfPhoto } from '../films/film.ts';
import { SAMPLE_FACES, sample } from '../support/samples.ts';

const isThere = clientsHere().includes('aws-lambda-ric');
const testWithClient = isThere || process.env.CI === 'true' ? test.serial : test.skip;
const folder = await mkdtemp(join(tmpdir(), 'face-inbox-client-'));

test.before(async (t) => {
  t.timeout(170_000);
  if (!isThere) return;
  for (const role of ['analyse', 'plan', 'analyse-chunk'])
    await layOut(`functions/${role}/handler.ts`, HERE, 'int8', join(folder, role));
});
test.after.always(() => rm(folder, { recursive: true, force: true }));

testWithClient("the packaged function analyses a photo under AWS's own runtime client", async (t) => {
  const { endpoint, drop, item, close } = await openDropped((error) => t.fail(error.message));
  t.teardown(close);
  const client = await startClient('aws-lambda-ric', join(folder, 'analyse'), {
    AWS_ENDPOINT_URL: endpoint,
    THREADS: '1',
  });
  t.teardown(client.stop);
  for (const [key, number] of [
    ['a.jpg', 1],
    ['b.jpg', 4],
  ] as const) {
    const { result } = await client.invoke(await drop(key, await sample(number)));
    t.deepEqual(result, { ok: true, payload: { batchItemFailures: [] } });
    const found = await item(key);
    t.like(found, { status: 'analysed', faceCount: SAMPLE_FACES[number] });
  }
});

testWithClient(
  "a message that cannot be read comes back alone, under AWS's own runtime client",
  async (t) => {
    const { endpoint, drop, item, close } = await openDropped((error) => t.fail(error.message));
    t.teardown(close);
    const client = await startClient('aws-lambda-ric', join(folder, 'analyse'), {
      AWS_ENDPOINT_URL: endpoint,
      THREADS: '1',
    });
    t.teardown(client.stop);
    const { Records } = await drop('a.jpg', await sample(1));
    const wrong = { ...Records[0]!, messageId: 'wrong', body: 'no JSON' };
    const { result } = await client.invoke({ Records: [wrong, ...Records] });
    t.deepEqual(result, { ok: true, payload: { batchItemFailures: [{ itemIdentifier: 'wrong' }] } });
    t.is((await item('a.jpg'))?.status, 'analysed');
  },
);

testWithClient(
  "a film goes from function to function as it is packaged, each under AWS's own runtime client",
  async (t) => {
    t.timeout(120_000);
    const { endpoint, drop, next, item, close } = await openDropped((error) => t.fail(error.message));
    t.teardown(close);
    const run = async (role: string, event: object) => {
      const client = await startClient('aws-lambda-ric', join(folder, role), {
        ...{ AWS_ENDPOINT_URL: endpoint, THREADS: '1', VIDEO_CHUNK_SECONDS: '1' },
      });
      try {
        const { result } = await client.invoke(event);
        t.deepEqual(result, { ok: true, payload: { batchItemFailures: [] } }, role);
      } finally {
        await client.stop();
      }
    };
    await run('analyse', await drop('film.mp4', await filmOfPhoto(await sample(1), 2)));
    await run('plan', await next('videos'));
    t.like(await item('film.mp4'), { status: 'analysing', kind: 'video', chunks: 2 });
    for (const _ of [1, 2]) await run('analyse-chunk', await next('chunks'));
    t.like(await item('film.mp4'), {
      status: 'analysed',
      kind: 'video',
      duration: 2,
      chunks: 2,
      trackCount: 3,
    });
  },
);
