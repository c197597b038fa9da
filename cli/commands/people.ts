import { type Command, Option } from 'commander';
import { type Connection, connect } from '../connect.ts';
import { interruptible } from '../interruptible.ts';
import { json, wholeNumber } from '../options.ts';
import { FORMATS } from '../people/exchange/Exchange.ts';
import { type ExportOptions, exportPeople } from '../people/exchange/exportPeople.ts';
import { type ImportOptions, importPeople } from '../people/exchange/importPeople.ts';
import { listPeople } from '../people/listPeople.ts';
import { usableName } from '../people/names.ts';
import { type Removing, removePerson, removePhoto } from '../people/removePhotos.ts';
import { type RenameOptions, renamePerson } from '../people/rename/renamePerson.ts';
import { showPerson } from '../people/showPerson.ts';
import { tellSuspicious } from '../people/suspicious/tellSuspicious.ts';

const ABOUT = `
Without a subcommand, lists who is enrolled.

Example: npx face-inbox people
         npx face-inbox people show ann`;

const ABOUT_LIST = `
--suspicious lists photos that disagree with the others of their person, being
farther from all of them than makes one person likely. And photos that would be
matched to another person, being nearer to one of that person's than to any own.

Example: npx face-inbox people
         npx face-inbox people --suspicious`;

const ABOUT_SHOW = `
pixels, sharp: width and sharpness of the face. nearest, mean: how far the photo
is from the person's nearest other photo, and from all others on average; 0 is
the same face. One that is far from all others may be of somebody else.

Example: npx face-inbox people show ann`;

const ABOUT_RENAME = `
Their photos move to people/<name>/, and every result, sighting and count that
names them follows, each announced as Image Analysed again. It is safe while
photos are dropped: at every moment a result has one of the two names, and the
photos of both are one person's. The same command goes on after an interruption.

Example: npx face-inbox people rename ann anna`;

const ABOUT_MERGE = `
The photos of the first move to the second, and every result follows, as with
rename. A photo of the same name gets another one; the same photo is there once.
Faces that were ambiguous between the two stay so: drop those photos again.

Example: npx face-inbox people merge ann anna`;

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

const ABOUT_EXPORT = `
jsonl   one JSON object a line and enrolled photo: whose, its descriptors in all
        spaces (float32, little-endian, in base64), and what is known of it
folder  the enrolled photos themselves, as <person>/<file>
csv     the vectors alone, 128 numbers a line, as the original AWSLambdaFace
        wrote them; a file a person, since there is no place for a name

Whoever has these files can recognise those people: they are written for you
alone. Files are there when they are whole; a folder's photos that are there are
not read again, so the same command goes on after an interruption.

Example: npx face-inbox people export people.jsonl
         npx face-inbox people export photos-of-people
         npx face-inbox people export ann.csv --person ann`;

const ABOUT_IMPORT = `
Photos of a folder are enrolled as \`enrol\` does. Descriptors (jsonl, csv) become
an object each, people/<person>/<file>.descriptor.json, which enrols the person
without a photo: it is deleted, forgotten and checked like a photo, but nothing
can describe it anew for another engine. Where the photo is in the bucket, its
descriptor is left out.

A vector means something in its space alone: csv does not say which, and is
taken to be of these settings' engine, or of --space. Vectors of OpenFace, which
the original AWSLambdaFace used, are of no use to this engine: enrol photos
instead.
Nothing is sent before all is read and found right. What is there is not sent
again. Exit code 3 if some are refused.

Example: npx face-inbox people import people.jsonl
         npx face-inbox people import john.model.csv --person john`;

type Options = { endpoint?: string; json?: boolean };

export function addPeople(program: Command): void {
  const people = program
    .command('people')
    .description('who is enrolled: list, show, rename, merge, remove, export, import')
    .configureHelp({ showGlobalOptions: true, subcommandTerm: (command) => command.name() })
    .addHelpText('after', ABOUT);
  people
    .command('list', { isDefault: true })
    .description('list who is enrolled')
    .addOption(json())
    .option('--suspicious', 'list photos that probably show somebody else instead')
    .addHelpText('after', ABOUT_LIST)
    .action((_: object, command: Command) =>
      work<{ suspicious?: boolean }>(command, async (connection, { json, suspicious }, signal) =>
        suspicious ? tellSuspicious(connection, json, signal) : listPeople(connection.store, json),
      ),
    );
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
    .command('rename')
    .description('call a person otherwise, in all that there is')
    .argument('<person>', 'the name they are enrolled by')
    .argument('<name>', 'what they are to be called')
    .addOption(timeout())
    .addHelpText('after', ABOUT_RENAME)
    .action((person: string, name: string, _: object, command: Command) =>
      work<RenameOptions>(command, (connection, options, signal) => {
        const names = { from: person.normalize('NFC'), to: usableName(name, connection.settings) };
        return renamePerson(connection, 'rename', names, options, signal);
      }),
    );
  people
    .command('merge')
    .description('make one person of two')
    .argument('<person>', 'the name that goes')
    .argument('<into>', 'the name that stays')
    .addOption(yes())
    .addOption(timeout())
    .addHelpText('after', ABOUT_MERGE)
    .action((person: string, name: string, _: object, command: Command) =>
      work<RenameOptions>(command, (connection, options, signal) => {
        const names = { from: person.normalize('NFC'), to: usableName(name, connection.settings) };
        return renamePerson(connection, 'merge', names, options, signal);
      }),
    );
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
  people
    .command('export')
    .description('write who is enrolled to a file or a folder')
    .argument('[to]', 'what to write', 'people.jsonl')
    .addOption(format())
    .option('--person <name...>', 'only these')
    .option('--space <name>', 'csv: the space of the descriptors')
    .option('--force', 'write over what is there')
    .addHelpText('after', ABOUT_EXPORT)
    .action((to: string, _: object, command: Command) =>
      work<ExportOptions>(command, (connection, options, signal) =>
        exportPeople(connection, to, options, signal),
      ),
    );
  people
    .command('import')
    .description('enrol whom a file or a folder holds')
    .argument('<from>', 'what `people export` has written, or is like it')
    .addOption(format())
    .option('--person <name>', 'csv: whose vectors these are')
    .option('--space <name>', 'csv: the space of the vectors')
    .addOption(timeout())
    .addHelpText('after', ABOUT_IMPORT)
    .action((from: string, _: object, command: Command) =>
      work<ImportOptions>(command, (connection, options, signal) =>
        importPeople(connection, from, options, signal),
      ),
    );
}

/** What Ctrl-C ends between two steps. */
async function work<O>(
  command: Command,
  todo: (connection: Connection, options: Options & O, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const options = command.optsWithGlobals<Options & O>();
  const connection = await connect(options);
  await interruptible((signal) => todo(connection, options, signal));
}

const format = () =>
  new Option('--format <format>', 'if not as the ending says: .jsonl, .csv, else a folder').choices(FORMATS);
const yes = () => new Option('--yes', 'do not ask first');
const timeout = () =>
  new Option('--timeout <seconds>', 'how long to wait until it is recorded')
    .default(60)
    .argParser(wholeNumber(0, 86_400));
