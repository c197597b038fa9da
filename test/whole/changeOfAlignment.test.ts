import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { cutFace } from '../../faces/decode/cutFace.ts';
import { command } from '../cli/command.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';

const OLD = { ALIGNMENT: 'face-api' };
const NEW = { ALIGNMENT: 'trained' };

/** Who is found in a photo that is dropped under a key of its own. */
async function whoIsIn(stack: Stack, key: string, photo: Buffer): Promise<string[]> {
  const { event } = await stack.analysed(key, photo);
  return event.detail.people ?? [];
}

test('An alignment is changed while functions of the old one answer: reenrol, start anew, forget', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-change-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const photo = await sample(4);

  let stack = await startStack(OLD, folder);
  const stop = () => stack.stop();
  t.teardown(() => stop().catch(() => {}));
  const { item } = await stack.analysed('first.jpg', photo);
  t.is(item.status, 'analysed');
  if (item.status !== 'analysed' || item.kind) return;
  const names = item.faces.map((_, index) => `woman ${index}`);
  for (const [index, { box }] of item.faces.entries()) {
    const { event } = await stack.analysed(`people/${names[index]}/cut.png`, await cutFace(photo, box));
    t.is(event.type, 'Person Enrolled');
  }
  t.deepEqual(await whoIsIn(stack, 'before.jpg', photo), names);

  const reenrolled = await command(stack.endpoint)(['reenrol', '--json'], { environment: NEW });
  t.is(reenrolled.code, 0, reenrolled.stderr);
  t.like(JSON.parse(reenrolled.stdout), { reenrolled: names.length, space: 'dlib-resnet-128' });
  t.deepEqual(await whoIsIn(stack, 'meanwhile.jpg', photo), names, 'the old space still answers');
  await stack.stop();

  stack = await startStack(NEW, folder);
  t.deepEqual(await whoIsIn(stack, 'after.jpg', photo), names);
  const forgotten = await command(stack.endpoint)(['reenrol', '--forget-old', '--json'], {
    environment: NEW,
  });
  t.is(forgotten.code, 0, forgotten.stderr);
  t.is(JSON.parse(forgotten.stdout).forgotten, names.length);
  t.deepEqual(await whoIsIn(stack, 'at last.jpg', photo), names);
  await stack.stop();
});
