import { PutCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import { growth } from '../../bench/report/growth.ts';
import { judge } from '../../bench/soak/judge.ts';
import { openLedger, sightedTwice } from '../../bench/soak/ledger.ts';
import { openPhotos } from '../../bench/soak/openPhotos.ts';
import { planSoak } from '../../bench/soak/planSoak.ts';
import { queueNames } from '../../stacks/topology.ts';
import { openImagesQueue } from '../../store/audit/imagesQueue.ts';
import type { ImageItem } from '../../store/ImageItem.ts';
import { tiny, untold } from '../support/inbox.ts';
import { startStack } from '../support/startStack.ts';

const sizes = { photos: 200, clients: 8, crashes: 20, restarts: 2, visibility: 30 };

test('a seed chooses what a soak does, and another seed something else', (t) => {
  t.deepEqual(planSoak(sizes, 7), planSoak(sizes, 7));
  t.notDeepEqual(planSoak(sizes, 7), planSoak(sizes, 8));
});

test('a plan has as many drops, crashes and restarts as were asked for, and repetitions', (t) => {
  const { drops, crashes, restarts } = planSoak(sizes, 7);
  t.is(new Set(drops.map(({ key }) => key)).size, 200);
  t.is(crashes.length, 20);
  t.deepEqual(new Set(crashes.map(({ victim }) => victim)), new Set(['function', 'decoder']));
  t.is(restarts.length, 2);
  t.true(restarts.every((after) => after < 40));
  t.true(drops.some(({ againAfterMs }) => againAfterMs !== undefined));
  t.true(drops.some(({ redeliverAfter }) => redeliverAfter.length > 1));
});

test('each look at a photo has bytes of its own', async (t) => {
  const photos = await openPhotos(undefined);
  t.is(photos.count, 6);
  const looks = planSoak({ ...sizes, photos: 40 }, 7).drops.map(({ look }) => photos.look(look));
  const bodies = await Promise.all(looks);
  t.is(new Set(bodies.map((body) => body.toString('base64'))).size, 40);
});

test('growth is told between the second quarter and the last', (t) => {
  t.deepEqual(growth([1, 1, 100, 100, 130, 130, 150, 150]), {
    early: 100,
    late: 150,
    growthPercent: 50,
  });
  t.throws(() => growth([]), { instanceOf: RangeError });
});

test('a version that was announced under two ids is doubled; one that was told again under its own is not', (t) => {
  const ledger = openLedger();
  ledger.enter({ image: 'a.jpg', sequencer: '01', id: 'one' });
  ledger.enter({ image: 'a.jpg', sequencer: '01', id: 'one' });
  ledger.enter({ image: 'a.jpg', sequencer: '02', id: 'two' });
  t.deepEqual(ledger.underTwoIds(), []);
  t.deepEqual([ledger.keys(), ledger.events()], [1, 3]);
  t.true(ledger.has({ image: 'a.jpg', sequencer: '02' } as ImageItem));
  t.false(ledger.has({ image: 'a.jpg', sequencer: '03' } as ImageItem));
  ledger.enter({ image: 'a.jpg', sequencer: '02', id: 'three' });
  t.deepEqual(ledger.underTwoIds(), ['a.jpg: version 02 was announced as two and three']);
});

test('two sightings of one face are doubled, those of two faces are not', (t) => {
  const at = (left: number, seenAt: string) => ({
    ...{ person: 'ann', image: 'a.jpg', similarity: 90, sequencer: '01', seenAt },
    box: { left, top: 0.5, width: 0.1, height: 0.1 },
  });
  t.deepEqual(sightedTwice([at(0.1, 'x#0'), at(0.4, 'x#1')]), []);
  t.is(sightedTwice([at(0.1, 'x#0'), at(0.1, 'y#0')]).length, 1);
});

test('the verdict on a real inbox names what is lost and what is doubled, and nothing where all is well', async (t) => {
  const stack = await startStack();
  try {
    const { store, topology, clients, db } = stack;
    const queue = await openImagesQueue(clients.sqs, queueNames(topology));
    const etags = new Map<string, string>();
    const drop = async (key: string, number: number) =>
      etags.set(key, `"${(await stack.drop(key, await tiny(number))).etag}"`);
    const ledger = openLedger();
    const verdict = async () => {
      for (const { detail } of stack.heard) ledger.enter(detail);
      const { lost, doubled } = await judge({ store, s3: clients.s3, queue }, etags, ledger);
      return { lost: lost.map((line) => line.split(';')[0]), doubled };
    };
    await drop('told.png', 1);
    await stack.announced('told.png');
    await stack.settled('told.png');
    t.deepEqual(await verdict(), { lost: [], doubled: [] });

    await untold(stack, () => drop('untold.png', 2));
    etags.set('dropped.png', '"an ETag"');
    const stranger = { image: 'silent.png', sequencer: '01', status: 'removed' };
    await db.send(new PutCommand({ TableName: store.names.images, Item: stranger }));
    await db.send(
      new PutCommand({
        TableName: store.names.sightings,
        Item: {
          person: 'ann',
          seenAt: '2026#0',
          image: 'told.png',
          box: { left: 0, top: 0 },
          sequencer: '01',
        },
      }),
    );
    const { lost, doubled } = await verdict();
    t.deepEqual(lost, [
      'dropped.png: was dropped as "an ETag"',
      'untold.png: missing',
      'silent.png: was never announced',
    ]);
    t.is(doubled.length, 1);
    t.regex(doubled[0]!, /^told\.png: sighting-stray/);
  } finally {
    await stack.stop();
  }
});
