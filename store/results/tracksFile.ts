import { randomBytes } from 'node:crypto';
import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, PutObjectCommand } from '@aws-sdk/client-s3';
import type { AnalysedVideo, TrackItem } from '../ImageItem.ts';
import type { Store } from '../openStore.ts';

/** An object of all tracks of a video. */
export interface TracksFile {
  version: '1';
  image: string;
  etag: string;
  tracks: TrackItem[];
}

export type TracksAt = NonNullable<AnalysedVideo['tracksAt']>;

/**
 * Each has a name of its own: who comes late removes what was his, and nobody else's.
 * @param id of the change or revision whose tracks they are
 */
export async function putTracks(store: Store, id: string, file: TracksFile): Promise<TracksAt> {
  const { s3, bucket } = store.results;
  const key = `${id}-${randomBytes(4).toString('hex')}.json`;
  const ContentType = 'application/json';
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: JSON.stringify(file), ContentType }));
  return { bucket, key };
}

/** Undefined where it is not there any more. */
export async function readFile(store: Store, key: string): Promise<TracksFile | undefined> {
  return await readIfThere(store, { bucket: store.results.bucket, key });
}

/** Undefined where it is not there: the item is of another revision by now, or somebody has deleted it. */
export async function readIfThere(store: Store, at: TracksAt): Promise<TracksFile | undefined> {
  return await readTracks(store, at).catch((error) => {
    if (!(error instanceof NoSuchKey)) throw error;
    return undefined;
  });
}

/** @throws where it is not there: the item is of another revision by now, or somebody has deleted it */
export async function readTracks(store: Store, { bucket, key }: TracksAt): Promise<TracksFile> {
  const { Body } = await store.results.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return JSON.parse(await Body!.transformToString()) as TracksFile;
}

/** What is gone already is no matter to S3. */
export async function dropTracks(store: Store, key: string): Promise<void> {
  const { s3, bucket } = store.results;
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
}
