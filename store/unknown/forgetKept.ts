import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mentions } from '../mentions.ts';
import type { Store } from '../openStore.ts';
import { allFaces, allGroups, numberIn } from './readRows.ts';
import { makeStep, readCount } from './steps.ts';
import { groupKey } from './UnknownRow.ts';

/** Erases what is kept of the faces of a person: of groups with the name, and of those who were found to be the person. */
export async function forgetKept(
  store: Store,
  person: string,
  isTheirs: (key: string) => boolean,
): Promise<void> {
  const TableName = store.names.unknown;
  const rows = new Map((await allGroups(store)).map((row) => [Number(row.at), row]));
  for await (const page of allFaces(store))
    for (const { of, at, group, found } of page) {
      const isOfGroup = group !== undefined && rows.get(numberIn(rows, group))?.name === person;
      if (isOfGroup || (found && mentions(found, person, isTheirs)))
        await store.db.send(new DeleteCommand({ TableName, Key: { of, at } }));
    }
  for (const [number, { name }] of rows)
    if (name === person)
      await store.db.send(
        new UpdateCommand({
          TableName,
          Key: groupKey(number),
          UpdateExpression: 'REMOVE #name',
          ExpressionAttributeNames: { '#name': 'name' },
        }),
      );
  if (rows.size === 0) return;
  // Functions that know these faces read all groups again.
  for (;;) {
    const counted = await readCount(store);
    if (!(await makeStep(store, counted, counted.last, { other: true }, []))) return;
  }
}
