import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { untold } from './inbox.ts';
import type { Stack } from './startStack.ts';

/** A film in the bucket with a result of the test's own in the table, as if the functions had made it. */
export async function putFilm(
  stack: Stack,
  image: string,
  film: Buffer,
  result: Record<string, unknown> = {},
): Promise<{ etag: string }> {
  const { etag } = await untold(stack, () => stack.drop(image, film));
  const now = new Date().toISOString();
  const item = {
    ...{ image, sequencer: '0'.repeat(32), kind: 'video', status: 'analysed', etag, bytes: film.length },
    ...{ analysedAt: now, takenAt: now, timings: {}, format: 'mp4', codec: 'h264', width: 640, height: 320 },
    ...{ engine: { name: 'onnx', weights: 'test' }, frames: 50, chunks: 1, duration: 10, frameRate: 25 },
    ...{ trackCount: 0, tracks: [], ...result },
  };
  await stack.db.send(new PutCommand({ TableName: stack.store.names.images, Item: item }));
  return { etag };
}
