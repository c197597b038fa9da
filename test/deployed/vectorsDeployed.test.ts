import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateTableCommand, DescribeTableCommand, SearchVectorsCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import test from 'ava';
import { readSettings } from '../../config/settings.ts';
import { addVectorIndex } from '../../deploy/addVectorIndex.ts';
import { DeployError } from '../../deploy/DeployError.ts';
import { indexPeople } from '../../deploy/indexPeople.ts';
import { cutFace } from '../../faces/decode/cutFace.ts';
import type { Analysed } from '../../store/ImageItem.ts';
import { gallerySize } from '../../store/vectors/gallerySize.ts';
import { VECTOR_INDEX } from '../../store/vectors/vectorIndex.ts';
import { command } from '../cli/command.ts';
import { sample } from '../support/samples.ts';
import { connect } from './apply/connect.ts';
import { asRole } from './support/asRole.ts';
import { bringUp, type Deployed } from './support/bringUp.ts';
import { newAccount } from './support/newAccount.ts';
import { putRows } from './support/openVectors.ts';
import { type Ministack, startMinistack } from './support/startMinistack.ts';
import { synthesized, theStack, VECTORS_FOLDER, WITH_VECTORS } from './support/theStack.ts';

let server: Ministack;
let inbox: Deployed;
test.before(async () => {
  server = await startMinistack();
  inbox = await bringUp(server, theStack(synthesized(VECTORS_FOLDER)));
});
test.after.always(async () => {
  await inbox?.stop();
  await server?.stop();
});

const SPACE = 'dlib-resnet-128';
const WAITING = { pollMs: 200, patienceMs: 60_000 };
const settings = readSettings(WITH_VECTORS.settings);

async function drop(key: string, Body: Buffer) {
  await inbox.clients.s3.send(new PutObjectCommand({ Bucket: inbox.bucket, Key: key, Body }));
  return followed(key);
}

async function followed(key: string) {
  const { type, detail } = await inbox.announced(key);
  return {
    type,
    people: detail.people as string[] | undefined,
    item: (await inbox.settled(key)) as Analysed,
  };
}

const remove = async (key: string) => {
  await inbox.clients.s3.send(new DeleteObjectCommand({ Bucket: inbox.bucket, Key: key }));
  return followed(key);
};

/** What `npm run deploy` does beside Terraform. @returns what it says */
async function index(): Promise<string[]> {
  const said: string[] = [];
  const clientsOf = () => connect(inbox.access);
  await indexPeople(settings, ['us-east-1'], (line) => said.push(line), { clientsOf, waiting: WAITING });
  return said;
}

const rowOf = async (person: string, photo: string) =>
  (await inbox.db.send(new GetCommand({ TableName: inbox.store.names.people, Key: { person, photo } }))).Item;

/** The first line of the function's log that has this. */
async function logged(filterPattern: string): Promise<string> {
  const logGroupName = '/aws/lambda/face-inbox-analyse';
  for (;;) {
    const { events = [] } = await inbox.clients.logs.send(
      new FilterLogEventsCommand({ logGroupName, filterPattern }),
    );
    if (events.length > 0) return events[0]!.message!;
  }
}

const indexState = async () => {
  const { Table } = await inbox.clients.db.send(
    new DescribeTableCommand({ TableName: inbox.store.names.people }),
  );
  return Table!.VectorIndexes?.map(({ IndexStatus, Backfilling }) => [IndexStatus, Backfilling ?? false]);
};

/** Dropped before there is an index, and waited for at the end. */
let early: ReturnType<typeof drop>;

test.serial('a photo that comes before the index is told of; the deploy step makes the index', async (t) => {
  early = drop('early.jpg', await sample(5));
  t.regex(
    await logged('"VectorIndexError"'),
    /has no vector index .* that can be searched: it is being built/,
  );
  t.deepEqual(await index(), [
    'face-inbox-people: the vector index faces is being made, which takes minutes ...',
    'face-inbox-people: the vector index faces is ready',
  ]);
});

test.serial('done twice it changes nothing', async (t) => {
  t.deepEqual(await index(), []);
  t.deepEqual(await indexState(), [['ACTIVE', false]]);
});

test.serial('who is enrolled is found by the index, with the numbers of the descriptor', async (t) => {
  const party = await drop('party.jpg', await sample(5));
  t.deepEqual(party.people, []);
  const obama = await cutFace(await sample(5), party.item.faces[0]!.box);
  const enrolled = await drop('people/obama/1.png', obama);
  t.is(enrolled.type, 'Person Enrolled');
  const row = (await rowOf('obama', 'people/obama/1.png'))!;
  t.is(row.gallery, `|${SPACE}`);
  const { buffer, byteOffset, byteLength } = row.descriptor as Uint8Array;
  const descriptor = new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
  t.deepEqual(Float32Array.from(row.vector as number[]), descriptor);
  t.is(await gallerySize(inbox.store, `|${SPACE}`), 1);

  const { people, item } = await drop('again.jpg', await sample(5));
  t.deepEqual(people, ['obama']);
  const [his] = item.faces.filter(({ person }) => person === 'obama');
  t.is(his!.matchedPhoto, 'people/obama/1.png');
  t.true(his!.distance! < 0.4);
});

test.serial('only the function that looks at photos may search the index', async (t) => {
  const search = new SearchVectorsCommand({
    ...{ TableName: inbox.store.names.people, IndexName: 'faces', TopK: 1 },
    SearchVector: Array.from({ length: 128 }, () => ({ N: '0' })),
    SearchConditionExpression: 'gallery = :gallery',
    ExpressionAttributeValues: { ':gallery': { S: `|${SPACE}` } },
  });
  const as = async (role: string) => {
    const { db } = connect(await asRole(inbox.access, String(inbox.known.get(`aws_iam_role.${role}`)!.arn)));
    return db.send(search);
  };
  t.is((await as('analyse')).SearchResults!.length, 1);
  for (const role of ['sweep', 'reconcile'])
    await t.throwsAsync(() => as(role), { name: 'AccessDeniedException' }, role);
});

test.serial('in a collection only those are found who are enrolled in it', async (t) => {
  const party = await drop('smiths/party.jpg', await sample(5));
  t.deepEqual(party.people, []);
  await drop('smiths/people/barack/1.png', await cutFace(await sample(5), party.item.faces[0]!.box));
  t.deepEqual((await drop('smiths/again.jpg', await sample(5))).people, ['smiths/barack']);
  t.deepEqual((await drop('third.jpg', await sample(5))).people, ['obama']);
  t.is(await gallerySize(inbox.store, `smiths|${SPACE}`), 1);
});

test.serial('a photo that is replaced, and one that is removed, is no neighbour any more', async (t) => {
  const other = ((await drop('four.jpg', await sample(4))) as { item: Analysed }).item;
  await drop('people/obama/1.png', await cutFace(await sample(4), other.faces[0]!.box));
  t.deepEqual((await drop('fifth.jpg', await sample(5))).people, []);
  t.deepEqual((await drop('sixth.jpg', await sample(4))).people, ['obama']);
  t.is(await gallerySize(inbox.store, `|${SPACE}`), 1);
  t.is((await remove('people/obama/1.png')).type, 'Person Removed');
  t.deepEqual((await drop('seventh.jpg', await sample(4))).people, []);
  t.is(await gallerySize(inbox.store, `|${SPACE}`), 0);
});

test.serial('the photo that came before the index has waited for it', async (t) => {
  const { type, item } = await early;
  t.is(type, 'Image Analysed');
  t.is(item.faceCount, 5);
});

test.serial('doctor counts who is not in the index, and gallery fill puts them into it', async (t) => {
  const before = { person: 'ann', photo: 'people/ann/1', space: SPACE, descriptor: new Float32Array(128) };
  await putRows(inbox.store, [before]);
  const { accessKeyId, secretAccessKey } = inbox.access.credentials;
  const environment = {
    ...WITH_VECTORS.settings,
    ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    ...{ INBOX_BUCKET: inbox.bucket, NODE_EXTRA_CA_CERTS: server.certificate },
  };
  const run = (...args: string[]) => command(server.endpoint)(args, { environment });
  const vectors = async () => {
    const { stdout, stderr } = await run('doctor', '--json');
    t.true(stdout !== '', stderr);
    return (JSON.parse(stdout) as { check: string }[]).find(({ check }) => check === 'vector index');
  };
  t.like(await vectors(), {
    state: 'warning',
    detail: '1 of 2 enrolled photos are not in the index: unknown to it',
  });
  const filled = await run('gallery', 'fill', '--json');
  t.is(filled.code, 0, filled.stderr);
  t.deepEqual(JSON.parse(filled.stdout), { photos: 2, filled: 1, left: [], mended: 0 });
  t.is(await gallerySize(inbox.store, `|${SPACE}`), 1);
  t.like(await vectors(), { state: 'ok', detail: '2 photos, all in the index faces' });
  const wrong = await command(server.endpoint)(['gallery', 'fill'], {
    environment: { ...environment, GALLERY: 'memory' },
  });
  t.is(wrong.code, 2);
  t.regex(wrong.stderr, /GALLERY is memory, and only DynamoDB's own vector index has to be filled/);
});

test('the deploy step says what is in its way, and does nothing where there is no table', async (t) => {
  const { db } = connect(server.access(newAccount()));
  const say = (line: string) => t.fail(line);
  const table = (TableName: string, more: object) =>
    db.send(
      new CreateTableCommand({
        ...{ TableName, KeySchema: [{ AttributeName: 'person', KeyType: 'HASH' }] },
        AttributeDefinitions: ['person', 'gallery'].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'S' as const,
        })),
        ...more,
      }),
    );
  t.false(await addVectorIndex(db, 'nowhere', say));

  const ofPerson = [{ AttributeName: 'person', AttributeType: 'S' as const }];
  const units = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };
  await table('with-capacity', { ProvisionedThroughput: units, AttributeDefinitions: ofPerson });
  await t.throwsAsync(() => addVectorIndex(db, 'with-capacity', say), {
    instanceOf: DeployError,
    message: /with-capacity has a capacity of its own \(PROVISIONED\).*--billing-mode PAY_PER_REQUEST/,
  });

  const other = { ...VECTOR_INDEX, Dimensions: 512, DistanceFunction: 'COSINE' as const };
  await table('other-index', { BillingMode: 'PAY_PER_REQUEST', VectorIndexes: [other] });
  await t.throwsAsync(() => addVectorIndex(db, 'other-index', say), {
    instanceOf: DeployError,
    message:
      /has a vector index faces already, but its dimensions is 512, and must be 128; its distance function is COSINE, and must be EUCLIDEAN.*"Delete":\{"IndexName":"faces"\}/s,
  });

  await table('replica', { BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions: ofPerson });
  await t.throwsAsync(
    () => addVectorIndex(db, 'replica', say, { isHome: false, waiting: { pollMs: 1, patienceMs: 1 } }),
    { instanceOf: DeployError, message: /the vector index faces of the table replica is not there\./ },
  );
});
