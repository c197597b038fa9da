import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { lookAt } from '../../store/lookAt.ts';
import { enrolledPhotos } from '../../store/people.ts';
import { facesOf } from '../support/facesOf.ts';
import { tell, untold } from '../support/inbox.ts';
import { startStack } from '../support/startStack.ts';
import { ended } from './support/ended.ts';
import { openClient } from './support/openClient.ts';

test('a renaming in whose middle the inbox is stopped goes on when it is asked for again', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-restart-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const first = await startStack({}, folder);
  const faces = await facesOf(first);
  await faces.enrol('people/ann/1.jpg', 0);
  await first.analysed('seen.jpg', faces.group);
  const copy = 'people/anna/1.jpg';
  const asking = { headers: { 'content-type': 'application/json' }, body: '{"to":"anna"}' };
  let at = '';
  try {
    // Nobody is told of the copy, so the renaming waits for its enrolment.
    await untold(first, async () => {
      const client = await openClient(first.endpoint);
      const begun = await client.ask('POST', '/v1/people/ann/rename', asking);
      t.is(begun.status, 202);
      at = begun.body.at;
      while (!(await lookAt(first.clients.s3, first.store.bucket, copy)));
      t.is((await client.ask('GET', at)).body.status, 'working');
      // The same once more is the same change.
      t.is((await client.ask('POST', '/v1/people/ann/rename', asking)).body.at, at);
    });
  } finally {
    await first.stop();
  }

  const second = await startStack({}, folder);
  try {
    const client = await openClient(second.endpoint);
    t.is((await client.ask('GET', at)).status, 404);
    t.is((await client.ask('GET', '/v1/people/ann')).body.becomes, 'anna');
    const [work] = await Promise.all([
      ended(client, '/v1/people/ann/rename', { to: 'anna' }),
      tell(second, 'ObjectCreated:Copy', { key: copy }),
    ]);
    t.like(work, { status: 'done', outcome: { photos: 1, results: 1 } });
    t.deepEqual((await client.ask('GET', '/v1/images/seen.jpg')).body.people, ['anna']);
    t.deepEqual(await enrolledPhotos(second.store, 'ann'), []);
  } finally {
    await second.stop();
  }
});
