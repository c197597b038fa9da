import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { PEOPLE, whoToEnrol } from '../../../../config/keys.ts';
import { type Erasure, erasePerson } from '../../../../people/forget/erasePerson.ts';
import { photosOf } from '../../../../people/photosOf.ts';
import type { Command } from './Command.ts';
import { faultOf } from './networkFaults.ts';
import type { TestInbox } from './openInbox.ts';

/** What a sequence has left behind. */
export interface Played {
  /** Its keys and people have this in them, and no others have. */
  name: string;
  /** By their keys, the ETags of what is in the bucket now, or undefined for what is gone. */
  keys: Map<string, string | undefined>;
  /** People who were forgotten, and not enrolled again since. */
  forgotten: Set<string>;
  /** Keys of which all that was known was erased once. */
  erased: Set<string>;
}

/** For removals that are queued, in seconds. */
const FORGET_PATIENCE = 5;

export const nameOf = (number: number) => `s${number}x`;
export const sequenceOf = (key: string) => /s\d+x/.exec(key)?.[0] ?? 'none';

/** Does what the commands say, one after the other, and waits for what they bring about only where one says so. */
export async function playSequence(inbox: TestInbox, name: string, commands: Command[]): Promise<Played> {
  const played: Played = { name, keys: new Map(), forgotten: new Set(), erased: new Set() };
  for (const command of commands) await play(inbox, played, command);
  await inbox.carrier.release(name);
  return played;
}

async function play(inbox: TestInbox, played: Played, command: Command): Promise<void> {
  const { name, forgotten } = played;
  const person = (who: number) => `${name}${who}`;
  const portrait = (who: number, file: number) => `${PEOPLE}${person(who)}/${file}.png`;
  switch (command.do) {
    case 'put':
      return put(inbox, played, `${name}/${command.key}.png`, inbox.photos[command.photo]);
    case 'remove':
      return remove(inbox, played, `${name}/${command.key}.png`);
    case 'enrol':
      forgotten.delete(person(command.who));
      return put(inbox, played, portrait(command.who, command.file), inbox.photos[command.photo]);
    case 'unenrol':
      return remove(inbox, played, portrait(command.who, command.file));
    case 'forget':
      await forget(inbox, played, person(command.who));
      return;
    case 'settle':
      return inbox.settled();
    case 'fault':
      inbox.stack.proxy.on(command.operation, faultOf(command.fault), { about: name, times: command.times });
      return;
    case 'carry':
      return inbox.carrier.next(name, command.how, command.times);
    case 'release':
      return inbox.carrier.release(name);
  }
}

async function put({ stack, change }: TestInbox, { name, keys }: Played, Key: string, Body: Buffer) {
  const { ETag } = await change(name, 1, () =>
    stack.clients.s3.send(new PutObjectCommand({ Bucket: stack.store.bucket, Key, Body })),
  );
  keys.set(Key, ETag!.replaceAll('"', ''));
}

async function remove({ stack, change }: TestInbox, { name, keys }: Played, Key: string) {
  // S3 tells of no removal of what is not there.
  await change(name, keys.get(Key) === undefined ? 0 : 1, () =>
    stack.clients.s3.send(new DeleteObjectCommand({ Bucket: stack.store.bucket, Key })),
  );
  if (keys.has(Key)) keys.set(Key, undefined);
}

/** What `npx face-inbox forget` does. */
export async function forget(inbox: TestInbox, played: Played, person: string): Promise<Erasure> {
  const { signal } = new AbortController();
  const theirs = await photosOf(inbox.connection, person, signal);
  const waiting = { seconds: FORGET_PATIENCE, signal, onWait() {} };
  const erasure = await inbox.change(played.name, theirs.length, () =>
    erasePerson(inbox.connection, person, theirs, waiting),
  );
  for (const key of theirs) played.keys.set(key, undefined);
  for (const key of played.keys.keys())
    if (whoToEnrol(key, { collections: false }) === person) played.erased.add(key);
  played.forgotten.add(person);
  return erasure;
}
