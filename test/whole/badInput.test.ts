import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import sharp from 'sharp';
import { cutFace } from '../../faces/decode/cutFace.ts';
import { queueUrl } from '../../local/deploy.ts';
import type { Rejected } from '../../store/ImageItem.ts';
import { byStatus } from '../../store/images.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';

let stack: Stack;
test.before(async () => {
  stack = await startStack({ MAX_BYTES: '3000000', MAX_PIXELS: '59000000', LOG_LEVEL: 'ERROR' });
});
test.after.always(() => stack?.stop());

async function rejected(key: string, body: Buffer | string) {
  const { event, item } = await stack.analysed(key, body);
  if (item.status !== 'rejected') throw new Error(`expected a refusal, not ${item.status}`);
  return { event, item: item as Rejected };
}

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#789' } });

const BAD: [name: string, reason: string, body: () => Promise<Buffer | string>, words: RegExp][] = [
  ['text.jpg', 'not-an-image', async () => 'no image at all', /6e6f20696d616765.*JPEG, PNG/],
  ['zero.jpg', 'empty', async () => '', /0 bytes/],
  ['cut.jpg', 'damaged', async () => (await sample(1)).subarray(0, 60_000), /cut short or broken/],
  ['paper.pdf', 'unsupported-format', async () => '%PDF-1.7\n...', /PDF.*Use JPEG/],
  ['drawing.png', 'unsupported-format', async () => '<svg xmlns="http://www.w3.org/2000/svg"/>', /SVG/],
  ['heavy.jpg', 'too-large', async () => Buffer.alloc(3_000_001, 255), /3000001 bytes.*MAX_BYTES/],
  ['wide.png', 'too-many-pixels', () => plain(10_000, 6_000).png().toBuffer(), /10000 x 6000.*MAX_PIXELS/],
];

for (const [name, reason, body, words] of BAD)
  test.serial(`${name} is rejected as ${reason}, in the table and on the bus, with what to do`, async (t) => {
    const { event, item } = await rejected(name, await body());
    t.is(item.reason, reason);
    t.regex(item.message, words);
    t.is(event.type, 'Image Rejected');
    t.is(event.detail.reason, reason);
    t.is(event.detail.message, item.message);
  });

const REFUSED: [key: string, reason: string, body: () => Promise<Buffer>, words: RegExp][] = [
  ['people/ann/landscape.jpg', 'no-face', () => plain(800, 600).jpeg().toBuffer(), /No face/],
  ['people/ann/group.jpg', 'several-faces', () => sample(1), /3 faces.*one person alone/],
  ['people/ann/text.jpg', 'not-an-image', async () => Buffer.from('no image'), /no image's/],
  ['people/a:b/photo.jpg', 'bad-person', () => sample(1), /"a:b" cannot be a person's name.*1 to 64/],
  [`people/${'x'.repeat(65)}/photo.jpg`, 'bad-person', () => sample(1), /1 to 64 letters/],
  ['people/../photo.jpg', 'bad-person', () => sample(1), /at least one letter or digit/],
  ['people/photo.jpg', 'bad-person', () => sample(1), /names no person.*people\/<person>\/<file>/],
];

for (const [key, reason, body, words] of REFUSED)
  test.serial(`${key.slice(0, 40)} enrols nobody: ${reason}`, async (t) => {
    const { event, item } = await rejected(key, await body());
    t.is(item.reason, reason);
    t.regex(item.message, words);
    t.is(event.type, 'Enrolment Rejected');
    const { Count } = await stack.db.send(new ScanCommand({ TableName: 'face-inbox-people' }));
    t.is(Count, 0);
  });

test.serial(
  'a face that is too small, blurred or badly lit to enrol is refused, with the measure',
  async (t) => {
    const { item } = await stack.analysed('sample3.jpg', await sample(3));
    if (item.status !== 'analysed' || item.kind) throw new Error(item.status);
    const face = await cutFace(await sample(3), item.faces[0]!.box);
    const small = await sharp(face).resize(110).png().toBuffer();
    const small2 = await rejected('people/ann/small.png', small);
    t.is(small2.item.reason, 'face-too-small');
    t.regex(small2.item.message, /is \d+ pixels wide; at least 60/);
    const blurred = await rejected('people/ann/blurred.png', await sharp(face).blur(3).png().toBuffer());
    t.is(blurred.item.reason, 'face-too-blurred');
    t.regex(blurred.item.message, /sharpness of \d/);
    const pale = await rejected('people/ann/pale.png', await sharp(face).linear(2.2, 0).png().toBuffer());
    t.is(pale.item.reason, 'face-badly-lit');
    t.regex(pale.item.message, /brightness of \d+ .* must be 30 to 200\. Use a less bright/);
  },
);

test.serial('a photo without a face is analysed, with none', async (t) => {
  const { event, item } = await stack.analysed('sky.jpg', await plain(800, 600).jpeg().toBuffer());
  t.is(item.status, 'analysed');
  t.is(event.detail.faceCount, 0);
  t.deepEqual(event.detail.people, []);
});

test.serial('folder markers leave no trace', async (t) => {
  await stack.drop('holiday/', '');
  await stack.analysed('holiday/sky.jpg', await plain(300, 200).jpeg().toBuffer());
  t.is(await stack.settled('holiday/'), undefined);
});

test.serial('one bad photo in ten leaves nine analysed', async (t) => {
  const good = await sample(3);
  const keys = Array.from({ length: 10 }, (_, index) => `ten/${index}.jpg`);
  await Promise.all(keys.map((key, index) => stack.drop(key, index === 4 ? 'broken' : good)));
  const types = await Promise.all(keys.map(async (key) => (await stack.announced(key)).type));
  t.deepEqual(
    types,
    keys.map((_, index) => (index === 4 ? 'Image Rejected' : 'Image Analysed')),
  );
});

test.serial('what was rejected, and why, is one query, newest first', async (t) => {
  const reasons: string[] = [];
  const times: string[] = [];
  for await (const page of byStatus(stack.store, 'rejected'))
    for (const item of page) {
      reasons.push(item.reason);
      times.push(item.analysedAt);
    }
  t.true(BAD.every(([, reason]) => reasons.includes(reason)));
  t.deepEqual(times, times.toSorted().reverse());
});

test.serial('a message that is not from S3 does not stop the photos behind it', async (t) => {
  await stack.clients.sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl(stack.endpoint, 'face-inbox-images'),
      MessageBody: '{"hello": 1}',
    }),
  );
  const { item } = await stack.analysed('after.jpg', await sample(6));
  t.is(item.status, 'analysed');
});

test.serial(
  'a face that was fine to enrol and is overwritten by a bad photo is enrolled no more',
  async (t) => {
    const { item } = await stack.analysed('sample4.jpg', await sample(4));
    if (item.status !== 'analysed' || item.kind) throw new Error(item.status);
    const { event } = await stack.analysed(
      'people/eve/face',
      await cutFace(await sample(4), item.faces[0]!.box),
    );
    t.is(event.type, 'Person Enrolled');
    await rejected('people/eve/face', 'not a photo any more');
    const { Count } = await stack.db.send(new ScanCommand({ TableName: 'face-inbox-people' }));
    t.is(Count, 0);
  },
);
