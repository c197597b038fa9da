import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Stack } from '../../support/startStack.ts';

/** Results of an hour in which photos came now and then, as the plot of it shows them; there are no photos to them. */
export async function addHistory({ db, store }: Stack): Promise<void> {
  const now = Date.now();
  for (let minute = 1; minute < 60; minute++) {
    const many = Math.round(9 * Math.max(0, Math.sin(minute / 7) + 0.4 * Math.sin(minute * 1.7)));
    for (let number = 0; number < many; number++) {
      const analysedAt = new Date(now - minute * 60_000).toISOString();
      const of = { image: `history/${minute}-${number}.jpg`, sequencer: '0'.repeat(32), etag: 'x', bytes: 1 };
      const seen = { format: 'jpeg', takenAt: analysedAt, width: 4, height: 3, faceCount: 0, faces: [] };
      const end =
        minute % 9 === 0 && number === 0
          ? { status: 'rejected', reason: 'damaged', message: 'It is cut short.' }
          : { ...seen, status: 'analysed', engine: { name: 'onnx', weights: 'sample' } };
      const Item = { ...of, analysedAt, timings: {}, ...end };
      await db.send(new PutCommand({ TableName: store.names.images, Item }));
    }
  }
}
