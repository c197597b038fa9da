import { Argument, type Command } from 'commander';
import { changed, tellResults } from '../../people/unknown/tellResults.ts';
import { type GroupedFace, mergeGroups, readGroups, splitGroup } from '../../store/unknown/changeGroups.ts';
import { groupName } from '../../store/unknown/UnknownRow.ts';
import { printable } from '../../terminal/printable.ts';
import { table } from '../../terminal/table.ts';
import { connect } from '../connect.ts';
import { counted, second } from '../formats.ts';
import { interruptible } from '../interruptible.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { json } from '../options.ts';
import { answer, answerColumns, answerJson, note } from '../print.ts';
import { telling } from '../progress.ts';
import { facePlace, groupNumber } from '../unknown/groupNumber.ts';

const MANUAL: Manual = {
  about: `
With KEEP_UNKNOWN=days unknown faces are kept for that time and grouped by who
they are; \`npx face-inbox name\` says who a group is.`,
  examples: [
    ['npx face-inbox unknown', 'Prints a table of the groups.'],
    ['npx face-inbox seen unknown-17', 'Prints the photos of one.'],
    ['npx face-inbox name unknown-17 ann', 'Says who it is.'],
  ],
  environment: ['keepUnknownDays'],
  seeAlso: ['name', 'seen', 'people', 'docs/privacy.md'],
};

const MERGE: Manual = {
  about: 'Past results and sightings follow, and each that changes is announced.',
  examples: [['npx face-inbox unknown merge unknown-17 unknown-23', 'Makes unknown-17 of both.']],
  exits: { notFound: 'there is no such group' },
  seeAlso: ['unknown', 'unknown split', 'people merge'],
};

const SPLIT: Manual = {
  about: `
What is split stays apart. Past results and sightings follow, and each that
changes is announced.`,
  examples: [['npx face-inbox unknown split unknown-17 party.jpg#2', 'Takes one face out of it.']],
  exits: { notFound: 'there is no such group, or no such face in it' },
  seeAlso: ['unknown', 'unknown merge', 'who'],
};

type Endpoint = { endpoint?: string };

export function addUnknown(program: Command): void {
  const unknown = explained(program.command('unknown'), MANUAL)
    .description('list the groups of unknown faces, the largest first; merge and split them')
    .option('--all', 'those that were given a name as well')
    .addOption(json())
    .action((_: object, command: Command) => list(command.optsWithGlobals()));
  const group = (name: string) => new Argument(name, 'a group such as unknown-17').argParser(groupNumber);
  explained(unknown.command('merge'), MERGE)
    .description('make two groups one, which goes by the lower number')
    .addArgument(group('<group>'))
    .addArgument(group('<other>'))
    .action((one: number, other: number, _: object, command: Command) =>
      merge(one, other, command.optsWithGlobals()),
    );
  explained(unknown.command('split'), SPLIT)
    .description('take faces out of a group into a new one, which is never joined with it again')
    .addArgument(group('<group>'))
    .addArgument(
      new Argument('<photo#face...>', 'photos and numbers of faces in them, as `who` has them').argParser(
        facePlace,
      ),
    )
    .action((one: number, faces: ReturnType<typeof facePlace>, _: object, command: Command) =>
      split(one, faces, command.optsWithGlobals()),
    );
}

async function list(options: Endpoint & { all?: boolean; json?: boolean }): Promise<void> {
  const { store, settings } = await connect(options);
  const groups = [...(await readGroups(store)).groups.values()]
    .filter(({ name }) => options.all || name === undefined)
    .map(({ number, collection, name, faces }) => {
      const photos = faces.toSorted((a, b) => (a.takenAt < b.takenAt ? -1 : 1));
      return {
        group: groupName(collection, number),
        ...(name !== undefined && { name }),
        faces: photos.map(inShort),
        first: photos[0]!.takenAt,
        last: photos.at(-1)!.takenAt,
        sample: photos.at(-1)!.image,
      };
    })
    .sort((a, b) => b.faces.length - a.faces.length || (a.last < b.last ? 1 : -1));
  if (options.json) return answerJson(groups);
  if (groups.length === 0)
    return note(
      settings.keepUnknownDays === undefined
        ? 'No unknown faces are kept, and KEEP_UNKNOWN is not set here. Start the inbox with KEEP_UNKNOWN=30 to keep them for 30 days.'
        : 'No unknown faces are kept yet.',
    );
  const named = groups.some(({ name }) => name !== undefined);
  answer(
    table(
      [
        { title: 'group' },
        ...(named ? [{ title: 'name' }] : []),
        { title: 'faces', right: true },
        ...['first seen', 'last seen', 'sample'].map((title) => ({ title })),
      ],
      groups.map(({ group, name, faces, first, last, sample }) => [
        group,
        ...(named ? [name ?? ''] : []),
        String(faces.length),
        ...[second(first), second(last), sample],
      ]),
      answerColumns(),
    ),
  );
}

const inShort = ({ image, face, takenAt, expiresAt }: GroupedFace) => ({
  image,
  /** As `who` numbers them. */
  face: face + 1,
  takenAt,
  keptUntil: new Date(expiresAt * 1000).toISOString(),
});

async function merge(one: number, other: number, options: Endpoint): Promise<void> {
  const connection = await connect(options);
  await interruptible(async (signal) => {
    const { collection, number } = await changed(mergeGroups(connection.store, one, other));
    const told = await tellResults(connection, { signal, telling });
    answer(`${printable(groupName(collection, number))} is both; ${counted(told, 'result')} told so.`);
  });
}

async function split(
  one: number,
  faces: { image: string; face: number }[],
  options: Endpoint,
): Promise<void> {
  const connection = await connect(options);
  await interruptible(async (signal) => {
    // What an interrupted split has still to tell.
    await tellResults(connection, { signal, telling });
    const { collection, number } = await changed(splitGroup(connection.store, one, faces));
    const told = await tellResults(connection, { signal, telling });
    answer(
      `${counted(faces.length, 'face')} are ${printable(groupName(collection, number))} now; ${counted(told, 'result')} told so.`,
    );
  }, 'Interrupted. What is done is done; npx face-inbox unknown merge or split tells what is left to tell.');
}
