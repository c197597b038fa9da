import { printable } from '../terminal/printable.ts';
import type { Connection } from './connect.ts';
import { isInBucket } from './inBucket.ts';

/** What is known of an object that has no result. */
export async function whereItIs(connection: Connection, image: string): Promise<string> {
  const { bucket } = connection.settings;
  return (await isInBucket(connection, image))
    ? `${printable(image)} is in the bucket ${bucket} and has no result yet: it is still queued.\n` +
        'Ask again in a moment; if that does not help, see `npx face-inbox doctor`.'
    : `${printable(image)} is neither in the bucket ${bucket} nor in the results.\n` +
        'Check the key (it is case sensitive and has no leading "/"), or drop the photo.';
}
