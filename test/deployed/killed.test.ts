import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import ava from 'ava';
import { SAMPLE_FACES, sample } from '../support/samples.ts';
import { bringUp, type Deployed } from './support/bringUp.ts';
import { type Ministack, startMinistack } from './support/startMinistack.ts';

/** Where processes are not told by /proc, this is named as skipped. */
const onLinux = process.platform === 'linux' ? ava : ava.skip;

let server: Ministack;
let inbox: Deployed;
ava.before(async () => {
  server = await startMinistack();
  inbox = await bringUp(server);
});
ava.after.always(async () => {
  await inbox?.stop();
  await server?.stop();
});

/** The processes in which this server's functions run. */
function functionsAtWork(): number[] {
  const isOne = (pid: string) => {
    try {
      return (
        readlinkSync(`/proc/${pid}/cwd`).startsWith(`${server.folder}/ministack-lambda-face-inbox-analyse`) &&
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('_worker.js')
      );
    } catch {
      return false; // It has ended, or is none of ours.
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isOne(name))
    .map(Number);
}

const put = async (Key: string, number: keyof typeof SAMPLE_FACES) =>
  inbox.clients.s3.send(new PutObjectCommand({ Bucket: inbox.bucket, Key, Body: await sample(number) }));

onLinux('the photo of a function that hangs and is killed comes back, and is looked at alone', async (t) => {
  await put('first.jpg', 1);
  await inbox.announced('first.jpg');
  const stopped = functionsAtWork();
  // Those that got no message stay stopped, and hear of no other end.
  t.teardown(() => {
    const left = functionsAtWork();
    for (const pid of stopped) if (left.includes(pid)) process.kill(pid, 'SIGKILL');
  });
  t.true(stopped.length > 0);
  for (const pid of stopped) process.kill(pid, 'SIGSTOP');
  await put('second.jpg', 2);
  const event = await inbox.announced('second.jpg');
  t.is(event.detail.faceCount, SAMPLE_FACES[2]);
  t.regex(server.output(), /face-inbox-analyse timed out after 10s/);
  await t.notThrowsAsync(server.printed(/processed 1 SQS messages from face-inbox-retries/));
});
