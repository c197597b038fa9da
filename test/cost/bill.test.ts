import test from 'ava';
import { readSettings } from '../../config/settings.ts';
import { keptBill } from '../../cost/bill/keptBill.ts';
import { type Position, priced, total } from '../../cost/bill/Line.ts';
import { billedSeconds, photosBill } from '../../cost/bill/photosBill.ts';
import { imagesFor, tiered } from '../../cost/bill/rekognition.ts';
import { restBill } from '../../cost/bill/restBill.ts';
import { vectorBill } from '../../cost/bill/vectorBill.ts';
import type { Profile } from '../../cost/measure/Profile.ts';
import { noUsage } from '../../cost/measure/Usage.ts';
import { readPrices, regionsOf } from '../../cost/Prices.ts';
import { topology } from '../../stacks/topology.ts';

const prices = readPrices();
const plan = topology(readSettings({ SWEEP_EVERY: '5', RECONCILE_EVERY: '60' }));
const SWEEP = 'functions/sweep/handler.ts';
const RECONCILE = 'functions/reconcile/handler.ts';

/** Round figures, to reckon with by hand. */
const profile: Profile = {
  measured: { photos: 10, faces: 2, recognised: 2 },
  photoBytes: 2 ** 20,
  seconds: { work: 0.2, waits: 0.1, clock: 0.5 },
  usage: {
    ...noUsage(),
    tableWrites: { requests: 4, units: 10 },
    tableReads: { requests: 3, units: 3 },
    objects: { GetObject: 1 },
    events: { entries: 1, units: 1, bytes: 1024 },
  },
  log: { lines: 1, bytes: 600 },
  kept: { tables: 2048, indexes: 1024 },
  startSeconds: 1,
  scheduled: {
    [SWEEP]: {
      seconds: 0.5,
      usage: { ...noUsage(), tableReads: { requests: 4, units: 2 } },
    },
    [RECONCILE]: { seconds: 1, usage: { ...noUsage(), objects: { ListObjectsV2: 1 }, queueRequests: 2 } },
  },
  audited: { [SWEEP]: { readUnits: 0, lists: 0 }, [RECONCILE]: { readUnits: 4, lists: 1 / 1000 } },
};
const job = { photos: 1_000_000, batch: 10, memoryMb: 2048, architecture: 'arm64' } as const;

function quantities(positions: Position[]): Record<string, number> {
  return Object.fromEntries(positions.map(({ what, quantity }) => [what, Math.round(quantity * 1e6) / 1e6]));
}

test('of a batch one photo waits for the services, and of a photo alone that one', (t) => {
  t.is(billedSeconds(profile, 10), 0.2 + 0.01);
  t.is(billedSeconds(profile, 1), 0.2 + 0.1);
});

test("DynamoDB's vector index takes a search a face, and a row for each person asked for", (t) => {
  t.deepEqual(quantities(vectorBill(profile, 1_000_000)), {
    'DynamoDB: vector searches': Math.round((2_000_000 * 11_547 * 1e6) / 2 ** 30) / 1e6,
    'DynamoDB: neighbours read': 6,
  });
});

test('a million photos take what one takes, a million times', (t) => {
  t.deepEqual(quantities(photosBill(profile, job)), {
    'Lambda: time': 420_000, // 1,000,000 x 0.21 s x 2 GB
    'Lambda: invocations': 0.1,
    'DynamoDB: writes': 10,
    'DynamoDB: reads': 3,
    'S3: PUT of the photos': 1000,
    'S3: GET, HEAD': 1000,
    'S3: LIST': 0,
    'SQS: requests': 1.2, // sent by S3 one by one, received and deleted by tens
    'EventBridge: events': 1,
    'EventBridge: archive': 0.953674, // 1,000,000 x 1 KB
    // 1,000,000 x (600 + 26) bytes, and 100,000 x (265 + 3 x 26)
    'CloudWatch: logs': 0.614952,
  });
});

test('the bill of a million photos in us-east-1 is that which was reckoned by hand', (t) => {
  const lines = priced(photosBill(profile, job), prices, 'us-east-1');
  const usd = 5.600028 + 0.02 + 6.25 + 0.375 + 5 + 0.4 + 0 + 0.48 + 1 + 0.0953674 + 0.307476;
  t.is(total(lines).toFixed(4), usd.toFixed(4));
});

test('an idle inbox is polled: four mappings, five pollers each, every 20 seconds', (t) => {
  const at = quantities(restBill(plan, profile, { alarms: 10, metrics: 1, dashboards: 1 }));
  t.is(at['SQS: polls of empty queues'], (4 * 5 * 3 * 43_800) / 1e6);
  t.is(at['SQS: other requests'], (2 * 730) / 1e6);
  t.is(at['EventBridge Scheduler'], (8760 + 730) / 1e6);
  t.is(at['DynamoDB: reads'], (2 * 8760) / 1e6);
  t.is(at['S3: LIST'], 0.73);
  // Of a whole processor: with less memory it takes as much longer.
  t.is(at['Lambda: time']!.toFixed(3), (((8760 * 0.5 + 730) * 1769) / 1024).toFixed(3));
  t.is(at['CloudWatch: alarms'], 10);
  t.is(at['CloudWatch: own metrics'], 1);
});

test('what is kept is stored, and read by each audit', (t) => {
  const at = quantities(keptBill(plan, profile, { photos: 1_000_000, batch: 10 }));
  t.is(at['DynamoDB: storage'], 2.861023); // 3 KB each
  t.is(at['DynamoDB: recovery'], 1.907349); // indexes are not backed up
  t.is(at['Audit: DynamoDB reads'], 4 * 730);
  t.is(at['Audit: S3 LIST'], 730); // 1,000 pages each time
  t.is(at['Audit: Lambda, at most'], (730 * 900 * 512) / 1024);
  t.is(at['S3: the photos themselves'], 976.5625);
});

test('free units are used up by the first lines of what they are of', (t) => {
  const polls: Position[] = [
    { what: 'a', item: 'queueRequests', quantity: 0.75 },
    { what: 'b', item: 'queueRequests', quantity: 0.75 },
    { what: 'c', item: 'dashboards', quantity: 4 },
    { what: 'd', item: 'events', quantity: 1 },
  ];
  const lines = priced(polls, prices, 'us-east-1');
  t.deepEqual(
    lines.map(({ usd }) => usd),
    [0.75 * 0.4, 0.75 * 0.4, 12, 1],
  );
  t.deepEqual(
    lines.map(({ usdBeyondFree }) => usdBeyondFree),
    [0, 0.5 * 0.4, 3, 1],
  );
});

test("Rekognition's images have their tier's price each", (t) => {
  const tiers = prices.rekognition.regions['us-east-1']!;
  t.is(imagesFor(1_000_000, 2), 3_000_000);
  t.is(tiered(1000, tiers), 1);
  t.is(tiered(3_000_000, tiers), 1000 + 1600);
  t.is(tiered(40_000_000, tiers), 1000 + 3200 + 18_000 + 2000);
});

test('every price is there in every region, with its unit, its page and the day it was looked up', (t) => {
  t.deepEqual(regionsOf(prices), ['us-east-1', 'eu-west-1']);
  t.regex(prices.lookedUp, /^20\d\d-[01]\d-[0-3]\d$/);
  t.true(Date.parse(prices.lookedUp) <= Date.now());
  for (const [item, { unit, page, regions, optional }] of Object.entries(prices.prices)) {
    if (optional)
      t.true(
        Object.keys(regions).every((region) => regionsOf(prices).includes(region)),
        item,
      );
    else t.deepEqual(Object.keys(regions), regionsOf(prices), item);
    for (const price of Object.values(regions)) t.true(price > 0 && price < 10, item);
    t.regex(page, /^https:\/\/(aws\.amazon\.com\/\S+\/pricing\/|github\.com\/aws\/)/, item);
    t.regex(unit, /\S/, item);
  }
  for (const tiers of Object.values(prices.rekognition.regions)) {
    t.is(tiers.at(-1)!.upTo, null);
    t.deepEqual(
      tiers,
      tiers.toSorted((a, b) => b.each - a.each),
    );
  }
});
