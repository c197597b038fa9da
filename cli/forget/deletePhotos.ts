import { DeleteObjectsCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { PEOPLE, partsOf, personIn, whoToEnrol } from '../../config/keys.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import type { Connection } from '../connect.ts';

/** One request deletes so many (API reference, DeleteObjects). */
const PAGE = 1000;

/** The keys of all photos in the bucket that enrol the person, in whatever Unicode form the name is written there. */
export async function photosOf(
  { s3, settings }: Connection,
  person: string,
  abortSignal: AbortSignal,
): Promise<string[]> {
  const keys: string[] = [];
  const query = { Bucket: settings.bucket, Prefix: personIn(partsOf(person).collection, PEOPLE) };
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, query, { abortSignal }))
    for (const { Key } of Contents)
      if (Key !== undefined && whoToEnrol(Key, settings) === person) keys.push(Key);
  return keys;
}

/**
 * @param otherwise what is to be said of all else where one cannot be deleted
 * @throws CommandError that names the first that could not be deleted
 */
export async function deletePhotos(
  { s3, settings }: Connection,
  keys: string[],
  otherwise: string,
): Promise<void> {
  for (let at = 0; at < keys.length; at += PAGE) {
    const Objects = keys.slice(at, at + PAGE).map((Key) => ({ Key }));
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: settings.bucket, Delete: { Objects, Quiet: true } }),
    );
    if (Errors[0])
      throw new CommandError(
        EXIT.failed,
        `${JSON.stringify(Errors[0].Key)} could not be deleted (${Errors[0].Code}: ${Errors[0].Message}).\n` +
          `${otherwise} Mend it, and run the same command again.`,
      );
  }
}
