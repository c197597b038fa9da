import { cutFace } from '../../../faces/decode/cutFace.ts';
import { sample } from '../../support/samples.ts';
import type { Stack } from '../../support/startStack.ts';

/** Makes the first face of a sample photo known by a name; the photo itself is then no longer in the inbox. */
export async function enrolFace(
  stack: Stack,
  person: string,
  number: Parameters<typeof sample>[0],
): Promise<void> {
  const photo = await sample(number);
  const key = `for ${person}.jpg`;
  const { item } = await stack.analysed(key, photo);
  if (item.status !== 'analysed' || item.kind) throw new Error(`${key} is ${item.status}`);
  const { item: enrolled } = await stack.analysed(
    `people/${person}/face.png`,
    await cutFace(photo, item.faces[0]!.box),
  );
  if (enrolled.status !== 'enrolled') throw new Error(`${person} is ${enrolled.status}`);
  await stack.remove(key);
  await stack.announced(key);
}
