import { DeleteObjectsCommand } from '@aws-sdk/client-s3';
import type { Inbox } from '../Inbox.ts';
import { PeopleError } from '../PeopleError.ts';

/** One request deletes so many (API reference, DeleteObjects). */
const PAGE = 1000;

/**
 * @param otherwise what is to be said of all else where one cannot be deleted
 * @throws PeopleError that names the first that could not be deleted
 */
export async function deletePhotos(
  { s3, settings }: Inbox,
  keys: string[],
  otherwise: string,
): Promise<void> {
  for (let at = 0; at < keys.length; at += PAGE) {
    const Objects = keys.slice(at, at + PAGE).map((Key) => ({ Key }));
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: settings.bucket, Delete: { Objects, Quiet: true } }),
    );
    if (Errors[0])
      throw new PeopleError(
        'failed',
        `${JSON.stringify(Errors[0].Key)} could not be deleted (${Errors[0].Code}: ${Errors[0].Message}).\n` +
          `${otherwise} Mend it, and run the same command again.`,
      );
  }
}
