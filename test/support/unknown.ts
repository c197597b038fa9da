import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Analysed } from '../../store/ImageItem.ts';
import { getImage } from '../../store/images.ts';
import type { UnknownRow } from '../../store/unknown/UnknownRow.ts';
import { drained } from './inbox.ts';
import type { Stack } from './startStack.ts';

/** The result of a photo when nothing is at work any more. */
export async function told(stack: Stack, image: string): Promise<Analysed> {
  await drained(stack);
  return (await getImage(stack.store, image)) as Analysed;
}

/** Of each face of a photo the group that its result tells. */
export async function groupsIn(stack: Stack, image: string): Promise<(string | undefined)[]> {
  return (await told(stack, image)).faces.map(({ group }) => group);
}

/** The faces that are kept. */
export async function keptRows(stack: Stack): Promise<UnknownRow[]> {
  const { Items = [] } = await stack.db.send(
    new ScanCommand({ TableName: stack.store.names.unknown, ConsistentRead: true }),
  );
  return (Items as UnknownRow[]).filter(({ of }) => of.startsWith('photo '));
}

/** In which photos somebody was seen, in order of the keys. */
export async function seenIn(stack: Stack, person: string): Promise<string[]> {
  const { Items = [] } = await stack.db.send(
    new ScanCommand({ TableName: stack.store.names.sightings, ConsistentRead: true }),
  );
  return Items.filter((item) => item.person === person)
    .map(({ image }) => image as string)
    .sort();
}
