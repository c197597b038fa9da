import { once } from 'node:events';
import { mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import ava from 'ava';
import { getImage } from '../../store/images.ts';
import { openStore } from '../../store/openStore.ts';
import { sample } from '../support/samples.ts';
import { startProcess } from '../support/startProcess.ts';

const test = ava.serial;

let folder: string;
ava.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-inbox-start-'));
});
ava.afterEach.always(() => rm(folder, { recursive: true, force: true }));

function clients(endpoint: string) {
  const config = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const store = openStore(
    { prefix: 'face-inbox', bucket: 'face-inbox', resultsBucket: 'none', bus: 'face-inbox' },
    { db: new DynamoDBClient(config), events: new EventBridgeClient(config) },
  );
  const drop = (Key: string, Body: Buffer) =>
    s3.send(new PutObjectCommand({ Bucket: 'face-inbox', Key, Body }));
  const status = async (key: string) => (await getImage(store, key))?.status;
  return { drop, status };
}

test('Ctrl-C ends it cleanly; started again, results are there and what was waiting is analysed', async (t) => {
  const first = startProcess(['--port', '0', '--data', folder]);
  const { drop, status } = clients(await first.endpoint());
  await drop('early.jpg', await sample(3));
  await first.line(/early\.jpg +3 faces: 3 unknown +\d+ ms/);
  t.is(await status('early.jpg'), 'analysed');

  const photo = await sample(6);
  const keys = Array.from({ length: 12 }, (_, index) => `late-${index}.jpg`);
  await Promise.all(keys.map((key) => drop(key, photo)));
  // Twice, as npm passes on what the terminal has sent already.
  first.signal('SIGINT');
  first.signal('SIGINT');
  t.is(await first.ended, 0);
  t.is(first.lines.at(-1), 'Stopped.');
  t.is((await stat(folder)).mode & 0o077, 0, 'nobody else on the machine can read the folder');

  const second = startProcess(['--port', '0', '--data', folder]);
  const again = clients(await second.endpoint());
  t.is(await again.status('early.jpg'), 'analysed');
  const left = keys.filter((key) => !first.lines.some((line) => line.includes(`${key} `)));
  t.true(left.length > 0, 'it stopped before all were analysed');
  await Promise.all(left.map((key) => second.line(new RegExp(`${key} .*4 faces`))));
  for (const key of keys) t.is(await again.status(key), 'analysed');
  second.signal('SIGTERM');
  t.is(await second.ended, 0);
});

test('killed in the middle of its work, it goes on at the next start', async (t) => {
  const first = startProcess(['--port', '0', '--data', folder]);
  const { drop } = clients(await first.endpoint());
  const photo = await sample(6);
  const keys = Array.from({ length: 8 }, (_, index) => `${index}.jpg`);
  await Promise.all(keys.map((key) => drop(key, photo)));
  await first.line(/\d\.jpg +4 faces/);
  process.kill(first.child.pid!, 'SIGKILL');
  await first.ended;

  const second = startProcess(['--port', '0', '--data', folder]);
  const { status } = clients(await second.endpoint());
  const left = keys.filter((key) => !first.lines.some((line) => line.includes(` ${key} `)));
  await Promise.all(left.map((key) => second.line(new RegExp(` ${key} `))));
  for (const key of keys) t.is(await status(key), 'analysed');
  second.signal('SIGINT');
  t.is(await second.ended, 0);
});

test('GET /health tells the state of each part', async (t) => {
  const running = startProcess(['--port', '0', '--ephemeral']);
  const endpoint = await running.endpoint();
  const answer = await fetch(`${endpoint}/health`);
  t.is(answer.status, 200);
  const { status, parts } = (await answer.json()) as { status: string; parts: Record<string, string> };
  t.is(status, 'ready');
  t.deepEqual(Object.keys(parts).sort(), ['bucket', 'events', 'functions', 'queues', 'tables']);
  t.true(Object.values(parts).every((part) => part === 'ready'));
  running.signal('SIGINT');
  t.is(await running.ended, 0);
});

const onLinux = process.platform === 'linux' ? test : ava.skip;

onLinux('all that listens is on the loopback, and answers no page of another site', async (t) => {
  const running = startProcess(['--port', '0', '--ephemeral']);
  await running.endpoint();
  const listening = await listeners(running.child.pid!);
  t.true(listening.length >= 2);
  for (const { address, port } of listening) {
    t.is(address, '0100007F', `port ${port} listens on ${address}`);
    const answer = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: {
        origin: 'https://elsewhere.example',
        authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request',
        'x-amz-target': 'DynamoDB_20120810.ListTables',
        'content-type': 'application/x-amz-json-1.0',
      },
      body: '{}',
    }).catch(() => undefined);
    t.true(answer === undefined || answer.status === 403, `port ${port} answers ${answer?.status}`);
  }
  running.signal('SIGINT');
  t.is(await running.ended, 0);
});

/** Address and port, as the kernel tells them, of the TCP sockets on which a process listens. */
async function listeners(pid: number) {
  const fds = await readdir(`/proc/${pid}/fd`);
  const links = await Promise.all(fds.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  const inodes = new Set(links.map((link) => /socket:\[(\d+)\]/.exec(link)?.[1]));
  const tables = await Promise.all(['tcp', 'tcp6'].map((table) => readFile(`/proc/net/${table}`, 'utf8')));
  return tables
    .flatMap((table) => table.split('\n').map((line) => line.trim().split(/\s+/)))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && inodes.has(inode))
    .map(([, local]) => ({
      address: local!.split(':')[0]!,
      port: Number.parseInt(local!.split(':')[1]!, 16),
    }));
}

test('clients that go on asking while it stops are refused, and it stops in order', async (t) => {
  const running = startProcess(['--port', '0', '--data', folder]);
  const { status } = clients(await running.endpoint());
  let asking = true;
  const asked = Promise.all(
    Array.from({ length: 8 }, async () => {
      while (asking) await status('x.jpg').catch(() => {});
    }),
  );
  running.signal('SIGINT');
  t.is(await running.ended, 0);
  t.is(running.lines.at(-1), 'Stopped.');
  asking = false;
  await asked;
});

test('stopped while it starts, it leaves nothing', async (t) => {
  const temporary = await mkdtemp(join(folder, 'tmp-'));
  const running = startProcess(['--port', '0', '--ephemeral'], { TMPDIR: temporary });
  await running.line(/face-inbox starts/);
  running.signal('SIGINT');
  t.is(await running.ended, 130);
  t.deepEqual(await readdir(temporary), []);
});

test('a port in use and a folder in use are errors that say what to do', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const taken = startProcess(['--port', String(port), '--data', folder]);
  await taken.line(new RegExp(`Port ${port} is in use.*npm start -- --port`));
  t.is(await taken.ended, 1);
  server.close();

  const running = startProcess(['--port', '0', '--data', folder]);
  await running.endpoint();
  const second = startProcess(['--port', '0', '--data', folder]);
  await second.line(/is in use by another face-inbox.*--data DIR/);
  t.is(await second.ended, 1);
  running.signal('SIGINT');
  t.is(await running.ended, 0);
});

test('a wrong setting stops the start with its name, value, rule and remedy', async (t) => {
  const running = startProcess(['--port', '0', '--ephemeral'], {
    MATCH_DISTANCE: 'near',
    FACE_ENGINE: 'gpu',
  });
  await running.line(
    /MATCH_DISTANCE is "near", but must be a number from 0\.001 to 1000\. Set it so, or unset/,
  );
  await running.line(/FACE_ENGINE is "gpu", but must be one of onnx, tfjs-node, tfjs-wasm/);
  t.is(await running.ended, 2);
});

test('a wrong option ends with 2 and says how options are given', async (t) => {
  for (const [args, words] of [
    [['--prot', '1'], /unknown option '--prot'/],
    [['4567'], /too many arguments/],
    [['--port', 'abc'], /A port is a whole number from 0 to 65535/],
    [['--ephemeral', '--data', 'x'], /cannot be used with/],
  ] as const) {
    const running = startProcess([...args]);
    t.is(await running.ended, 2, args.join(' '));
    t.true(
      running.lines.some((line) => words.test(line)),
      running.lines.join('\n'),
    );
    t.true(running.lines.some((line) => line.includes('npm start -- --port')));
  }
});

test('a data folder that cannot be one is an error that says what to do', async (t) => {
  const file = join(folder, 'a-file');
  await writeFile(file, '');
  const running = startProcess(['--port', '0', '--data', file]);
  await running.line(/The data folder .*a-file cannot be used: .*--data DIR/);
  t.is(await running.ended, 1);
});

test('--demo does the main job by itself and shows what was found', async (t) => {
  const running = startProcess(['--port', '0', '--ephemeral', '--demo']);
  await running.line(/people\/somebody\/face\.png +enrolled somebody/);
  t.regex(
    await running.line(/Demo done/),
    /6 photos, somebody is in demo\/sample1\.jpg and demo\/sample3\.jpg/,
  );
  running.signal('SIGINT');
  t.is(await running.ended, 0);
});
