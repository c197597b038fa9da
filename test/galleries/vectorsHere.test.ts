import test from 'ava';
import { SettingError } from '../../config/SettingError.ts';
import { vectorGallery } from '../../galleries/vectorGallery.ts';
import { startProcess } from '../support/startProcess.ts';
import { type Stack, startStack } from '../support/startStack.ts';

let stack: Stack;
test.before(async () => {
  stack = await startStack();
});
test.after.always(() => stack?.stop());

test('npm start says that its DynamoDB has no vector index, before it does anything', async (t) => {
  await t.throwsAsync(() => startStack({ GALLERY: 'dynamodb' }), {
    instanceOf: SettingError,
    message:
      /^GALLERY is "dynamodb", but .* no vector index: on this machine it must be memory or index\. Set it so, or unset it/,
  });
  const started = startProcess(['--port', '0', '--ephemeral'], { GALLERY: 'dynamodb' });
  t.is(await started.ended, 2);
  t.regex(started.lines.at(-1)!, /^GALLERY is "dynamodb", but/);
});

test('an endpoint that has no vector indexes is told as such at the search', async (t) => {
  const gallery = vectorGallery(stack.store, '', 'space', 0);
  await t.throwsAsync(() => gallery.nearest([{ descriptor: new Float32Array(4), space: 'space' }], 1), {
    name: 'VectorIndexError',
    message:
      /^GALLERY is dynamodb\. This endpoint has no vector indexes: .* Set GALLERY to memory or index, or AWS_ENDPOINT_URL/,
  });
});
