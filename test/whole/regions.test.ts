import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import { cutFace } from '../../faces/decode/cutFace.ts';
import { touchGallery } from '../../store/galleryLog.ts';
import type { Analysed } from '../../store/ImageItem.ts';
import { deviations, drained, invoke } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';

const ANN = 'people/ann/1.jpg';
let home: Stack;
/** Says of itself that it is in the region that every local stack is in; its people are at home elsewhere. */
let away: Stack;

test.before(async () => {
  [home, away] = await Promise.all([startStack(), startStack({ HOME_REGION: 'eu-west-1' })]);
  const photo = await sample(4);
  const { item } = await home.analysed('photo.jpg', photo);
  await home.analysed(ANN, await cutFace(photo, (item as Analysed).faces[0]!.box));
});
test.after.always(() => Promise.all([home?.stop(), away?.stop()]));

/** What a global table does. */
async function replicatePeople(): Promise<void> {
  const { Items = [] } = await home.db.send(
    new ScanCommand({ TableName: home.store.names.people, ConsistentRead: true }),
  );
  for (const Item of Items) await away.db.send(new PutCommand({ TableName: away.store.names.people, Item }));
}

test.serial(
  'a photo of a person is refused where people are not enrolled, and says where they are',
  async (t) => {
    const { event, item } = await away.analysed('people/bob/1.jpg', await sample(1));
    t.is(event.type, 'Enrolment Rejected');
    t.is(item.status, 'rejected');
    t.is(event.detail.reason, 'other-region');
    t.regex(
      String(event.detail.message),
      /enrolled in eu-west-1 alone \(HOME_REGION\).*that region's bucket/,
    );
    await away.remove('people/bob/1.jpg');
    t.is((await away.announced('people/bob/1.jpg')).type, 'Image Removed');
  },
);

test.serial(
  'who is enrolled at home is known here, also where the version came before the person',
  async (t) => {
    await touchGallery(away.store); // the replica of `state` is there first
    t.is((await away.analysed('early.jpg', await sample(4))).event.detail.people?.length ?? 0, 0);
    await replicatePeople();
    let people: string[] = [];
    for (let i = 0; people.length === 0; i++)
      people = (await away.analysed(`late-${i}.jpg`, await sample(4))).event.detail.people ?? [];
    t.deepEqual(people, ['ann']);
  },
);

test.serial(
  'what another bucket has enrolled is no deviation here, and no comparison takes it away',
  async (t) => {
    await drained(away);
    t.deepEqual(await deviations(away), []);
    await invoke(away, away.topology.scheduled.find(({ file }) => file.includes('reconcile'))!.name);
    const { Items = [] } = await away.db.send(new ScanCommand({ TableName: away.store.names.people }));
    t.deepEqual(
      Items.map(({ photo }) => photo),
      [ANN],
    );
    t.deepEqual([...home.errors, ...away.errors], []);
  },
);
