import { type Command, Option } from 'commander';
import { type Connection, connect } from '../connect.ts';
import { interruptible } from '../interruptible.ts';
import { explained } from '../manual/Manual.ts';
import { json, wholeNumber } from '../options.ts';
import { FORMATS } from '../people/exchange/Exchange.ts';
import { type ExportOptions, exportPeople } from '../people/exchange/exportPeople.ts';
import { type ImportOptions, importPeople } from '../people/exchange/importPeople.ts';
import { listPeople } from '../people/listPeople.ts';
import { manuals } from '../people/manuals.ts';
import { usableName } from '../people/names.ts';
import { type Removing, removePerson, removePhoto } from '../people/removePhotos.ts';
import { type Renaming, rename } from '../people/rename.ts';
import { showPerson } from '../people/showPerson.ts';
import { tellSuspicious } from '../people/suspicious/tellSuspicious.ts';

type Options = { endpoint?: string; json?: boolean };

export function addPeople(program: Command): void {
  const people = explained(program.command('people'), manuals.people).description(
    'who is enrolled: list, show, rename, merge, remove, export, import',
  );
  explained(people.command('list', { isDefault: true }), manuals.list)
    .description('list who is enrolled')
    .addOption(json())
    .option('--suspicious', 'list photos that probably show somebody else instead')
    .action((_: object, command: Command) =>
      work<{ suspicious?: boolean }>(command, async (connection, { json, suspicious }, signal) =>
        suspicious ? tellSuspicious(connection, json, signal) : listPeople(connection.store, json),
      ),
    );
  explained(people.command('show'), manuals.show)
    .description("show a person's photos, and how often they were seen")
    .argument('<person>', 'the name they are enrolled by')
    .addOption(json())
    .action(async (person: string, _: object, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      await showPerson(await connect(options), person.normalize('NFC'), options.json);
    });
  explained(people.command('rename'), manuals.rename)
    .description('call a person otherwise, in all that there is')
    .argument('<person>', 'the name they are enrolled by')
    .argument('<name>', 'what they are to be called')
    .addOption(timeout())
    .action((person: string, name: string, _: object, command: Command) =>
      renameOr('rename', person, name, command),
    );
  explained(people.command('merge'), manuals.merge)
    .description('make one person of two')
    .argument('<person>', 'the name that goes')
    .argument('<into>', 'the name that stays')
    .addOption(yes())
    .addOption(timeout())
    .action((person: string, name: string, _: object, command: Command) =>
      renameOr('merge', person, name, command),
    );
  explained(people.command('remove-photo'), manuals.removePhoto)
    .description('delete one of their photos')
    .argument('<person>', 'the name they are enrolled by')
    .argument('<photo>', "the photo's key, or its name in people/<person>/")
    .addOption(yes())
    .addOption(timeout())
    .action((person: string, photo: string, _: object, command: Command) =>
      work<Removing>(command, (connection, options, signal) =>
        removePhoto(connection, usableName(person, connection.settings), photo, options, signal),
      ),
    );
  explained(people.command('remove'), manuals.remove)
    .description('delete all their photos: they are unknown then')
    .argument('<person>', 'the name they are enrolled by')
    .addOption(yes())
    .addOption(timeout())
    .action((person: string, _: object, command: Command) =>
      work<Removing>(command, (connection, options, signal) =>
        removePerson(connection, usableName(person, connection.settings), options, signal),
      ),
    );
  explained(people.command('export'), manuals.export)
    .description('write who is enrolled to a file or a folder')
    .argument('[file|folder]', 'what to write', 'people.jsonl')
    .addOption(format())
    .option('--person <name...>', 'only these')
    .option('--space <name>', 'the space of the descriptors, for csv')
    .option('--force', 'write over what is there')
    .action((to: string, _: object, command: Command) =>
      work<ExportOptions>(command, (connection, options, signal) =>
        exportPeople(connection, to, options, signal),
      ),
    );
  explained(people.command('import'), manuals.import)
    .description('enrol whom a file or a folder holds')
    .argument('<file|folder>', 'what `people export` has written, or is like it')
    .addOption(format())
    .option('--person <name>', 'whose vectors these are, for csv')
    .option('--space <name>', 'the space of the vectors, for csv')
    .addOption(timeout())
    .action((from: string, _: object, command: Command) =>
      work<ImportOptions>(command, (connection, options, signal) =>
        importPeople(connection, from, options, signal),
      ),
    );
}

function renameOr(kind: 'rename' | 'merge', person: string, name: string, command: Command): Promise<void> {
  return work<Renaming>(command, (connection, options, signal) => {
    const names = { from: person.normalize('NFC'), to: usableName(name, connection.settings) };
    return rename(connection, kind, names, options, signal);
  });
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
