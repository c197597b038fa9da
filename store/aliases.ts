import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { enterNext, GALLERY, readGalleryItem } from './galleryLog.ts';
import type { Store } from './openStore.ts';
import { unlessRefused } from './writeUnlessLater.ts';

/**
 * People who are being renamed, by the name that goes, and what they are called from now on. As long as one is there, photos of both
 * names are of one person. They lie in the item of the gallery's version, so one write makes or ends one and raises the version, and
 * whoever looks at the version has them.
 */
export type Aliases = ReadonlyMap<string, string>;

export interface GalleryState {
  /** Changes with every enrolment, re-enrolment, removal and renaming, by whomever. */
  version: number;
  aliases: Aliases;
}

export async function galleryState(store: Store): Promise<GalleryState> {
  const { version, aliases } = await readGalleryItem(store);
  return { version, aliases: new Map(Object.entries(aliases)) };
}

export async function readAliases(store: Store): Promise<Aliases> {
  return (await galleryState(store)).aliases;
}

/** What the person is called; where that name goes too, what comes after it. */
export function called(person: string, aliases: Aliases): string {
  let name = person;
  for (let steps = aliases.size; steps > 0; steps--) name = aliases.get(name) ?? name;
  return name;
}

/** The names that the person is found by in the tables: those that go first, since rows move from them to the last one. */
export function namesOf(person: string, aliases: Aliases): string[] {
  const name = called(person, aliases);
  return [...[...aliases.keys()].filter((old) => called(old, aliases) === name), name];
}

/**
 * From now on whoever looks at the gallery takes the two for one person.
 * @returns another renaming that one of them takes part in, which has to end first; undefined where the alias is there
 */
export async function addAlias(
  store: Store,
  from: string,
  to: string,
): Promise<{ from: string; to: string } | undefined> {
  for (;;) {
    const state = await galleryState(store);
    if (state.aliases.get(from) === to) return undefined;
    const other = [...state.aliases].find((pair) => pair.some((name) => name === from || name === to));
    if (other) return { from: other[0], to: other[1] };
    if (await write(store, state, new Map([...state.aliases, [from, to]]))) return undefined;
  }
}

/** The name that has gone is nobody's from now on. */
export async function dropAlias(store: Store, from: string): Promise<void> {
  for (;;) {
    const state = await galleryState(store);
    const aliases = new Map(state.aliases);
    if (!aliases.delete(from) || (await write(store, state, aliases))) return;
  }
}

/** False where the gallery has changed meanwhile. No photo has come or gone: so the log of changes has an entry of none. */
async function write(store: Store, { version }: GalleryState, aliases: Aliases): Promise<boolean> {
  if (!(await enterNext(store, version, []))) return false;
  return unlessRefused(
    store.db.send(
      new UpdateCommand({
        TableName: store.names.state,
        Key: GALLERY,
        UpdateExpression: 'SET aliases = :aliases ADD version :one',
        ConditionExpression: version === 0 ? 'attribute_not_exists(version)' : 'version = :version',
        ExpressionAttributeValues: {
          ':aliases': Object.fromEntries(aliases),
          ':one': 1,
          ...(version > 0 && { ':version': version }),
        },
      }),
    ),
  );
}
