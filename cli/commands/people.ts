import { type Command, Option } from 'commander';
import { type Connection, connect } from '../connect.ts';
import { interruptible } from '../interruptible.ts';
import { json, wholeNumber } from '../options.ts';
import { listPeople } from '../people/listPeople.ts';
import { usableName } from '../people/names.ts';
import { type Removing, removePerson, removePhoto } from '../people/removePhotos.ts';
import { showPerson } from '../people/showPerson.ts';

const ABOUT = `
Without a subcommand, lists who is enrolled.

Example: npx face-inbox people
         npx face-inbox people show ann`;

const ABOUT_SHOW = `
pixels, sharp: width and sharpness of the face. nearest, mean: how far the photo
is from the person's nearest other photo, and from all others on average; 0 is the
same face. One that is far from all others may be of somebody else.

Example: npx face-inbox people show ann`;

const ABOUT_REMOVE_PHOTO = `
Deletes the photo from the bucket; what it has enrolled goes with it. Results of
photos analysed before stay as they are.

Example: npx face-inbox people remove-photo ann 1.jpg
         npx face-inbox people remove-photo ann people/ann/1.jpg`;

const ABOUT_REMOVE = `
Deletes all photos under people/<person>/, so that they are unknown from now on.
Results and sightings stay as they are: \`npx face-inbox forget\` erases the name
everywhere. The same command goes on after an interruption.

Example: npx face-inbox people remove ann`;

type Options = { endpoint?: string; json?: boolean };

export function addPeople(program: Command): void {
  const people = program
    .command('people')
    .description('who is enrolled: list, show, remove')
    .addHelpText('after', ABOUT);
  people
    .command('list', { isDefault: true })
    .description('list who is enrolled')
    .addOption(json())
    .addHelpText('after', '\nExample: npx face-inbox people')
    .action(async (_: object, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      await listPeople((await connect(options)).store, options.json);
    });
  people
    .command('show')
    .description("show a person's photos, and how often they were seen")
    .argument('<person>', 'the name they are enrolled by')
    .addOption(json())
    .addHelpText('after', ABOUT_SHOW)
    .action(async (person: string, _: object, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      await showPerson(await connect(options), person.normalize('NFC'), options.json);
    });
  people
    .command('remove-photo')
    .description('delete one of their photos')
    .argument('<person>', 'the name they are enrolled by')
    .argument('<photo>', "the photo's key, or its name in people/<person>/")
    .addOption(yes())
    .addOption(timeout())
    .addHelpText('after', ABOUT_REMOVE_PHOTO)
    .action((person: string, photo: string, _: object, command: Command) =>
      work<Removing>(command, (connection, options, signal) =>
        removePhoto(connection, usableName(person, connection.settings), photo, options, signal),
      ),
    );
  people
    .command('remove')
    .description('delete all their photos: they are unknown then')
    .argument('<person>', 'the name they are enrolled by')
    .addOption(yes())
    .addOption(timeout())
    .addHelpText('after', ABOUT_REMOVE)
    .action((person: string, _: object, command: Command) =>
      work<Removing>(command, (connection, options, signal) =>
        removePerson(connection, usableName(person, connection.settings), options, signal),
      ),
    );
}

/** What Ctrl-C ends between two steps. */
async function work<O>(
  command: Command,
  todo: (connection: Connection, options: O, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const options = command.optsWithGlobals<Options & O>();
  const connection = await connect(options);
  await interruptible((signal) => todo(connection, options, signal));
}

const yes = () => new Option('--yes', 'do not ask first');
const timeout = () =>
  new Option('--timeout <seconds>', 'how long to wait until it is recorded')
    .default(60)
    .argParser(wholeNumber(0, 86_400));
