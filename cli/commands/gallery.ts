import { type Command, Option } from 'commander';
import { type Galleries, listManifests } from '../../galleries/fetchSnapshot.ts';
import { bytesOf, type Manifest } from '../../galleries/Manifest.ts';
import { rebuildSnapshots } from '../../galleries/rebuildSnapshots.ts';
import { enrolsHere } from '../../store/enrolsHere.ts';
import { galleryVersion } from '../../store/galleryLog.ts';
import { countEveryone } from '../../store/people.ts';
import { REPLICAS_LAG_MS } from '../../store/replicas.ts';
import { table } from '../../terminal/table.ts';
import { CommandError, EXIT } from '../CommandError.ts';
import { type Connection, connect } from '../connect.ts';
import { bytes, counted, second } from '../formats.ts';
import { json } from '../options.ts';
import { answer, answerColumns, answerJson, note } from '../print.ts';

interface Options {
  endpoint?: string;
  json?: boolean;
}

const ABOUT = `
How the people are searched (GALLERY), how many photos are enrolled, and with
an index the snapshots of it: one for each engine's space. \`rebuild\` makes
them anew from the table, as the function \`gallery\` does by the clock; it is
safe at any time, and can be interrupted.

Example: npx face-inbox gallery rebuild`;

export function addGallery(program: Command): void {
  program
    .command('gallery')
    .description('how the people are searched: show, or rebuild the index')
    .argument('[action]', 'show, or rebuild', 'show')
    .addOption(json())
    .addOption(new Option('--quiet', 'no progress'))
    .addHelpText('after', ABOUT)
    .action((action: string, _: object, command: Command) => gallery(action, command.optsWithGlobals()));
}

async function gallery(action: string, options: Options & { quiet?: boolean }): Promise<void> {
  if (action !== 'show' && action !== 'rebuild')
    throw new CommandError(EXIT.usage, `The action is ${action}, but must be show or rebuild.`);
  const connection = await connect(options);
  if (action === 'rebuild') await rebuild(connection, options.quiet ?? false);
  await show(connection, options);
}

/** Told each time that so many more were read. */
const EACH = 100_000;

async function rebuild({ settings, store, s3 }: Connection, quiet: boolean): Promise<void> {
  if (settings.galleryKind !== 'index')
    throw new CommandError(
      EXIT.usage,
      `GALLERY is ${settings.galleryKind}, which has no snapshot to rebuild. Set GALLERY=index as for the functions.`,
    );
  const lagMs = (await enrolsHere(store)) ? 0 : Math.max(...REPLICAS_LAG_MS);
  const galleries = { s3, bucket: settings.galleriesBucket };
  const onRead = (photos: number) => {
    if (!quiet && photos % EACH === 0) note(`${photos} photos read ...`);
  };
  if (!quiet) note('Reading everybody ...');
  await rebuildSnapshots(store, galleries, { lagMs, onRead });
}

async function show({ settings, store, s3 }: Connection, options: Options): Promise<void> {
  const [version, photos] = [await galleryVersion(store), await countEveryone(store)];
  const snapshots =
    settings.galleryKind === 'index' ? await all({ s3, bucket: settings.galleriesBucket }) : [];
  const rows = snapshots.map((manifest) => ({
    space: manifest.contents.space,
    photos: manifest.contents.count,
    version: manifest.version,
    behind: Math.max(0, version - manifest.version),
    made: manifest.made,
    bytes: bytesOf(manifest),
  }));
  if (options.json) return answerJson({ gallery: settings.galleryKind, photos, version, snapshots: rows });
  answer(`GALLERY is ${settings.galleryKind}: ${counted(photos, 'photo')} enrolled, version ${version}.`);
  if (settings.galleryKind !== 'index') return;
  if (rows.length === 0)
    return note(
      'There is no snapshot: functions read everybody from the table. Run: npx face-inbox gallery rebuild',
    );
  const heads = [
    { title: 'snapshot of the space' },
    ...['photos', 'version', 'changes since', 'bytes'].map((title) => ({ title, right: true })),
    { title: 'made' },
  ];
  answer(
    table(
      heads,
      rows.map((row) => [
        row.space,
        ...[row.photos, row.version, row.behind].map(String),
        bytes(row.bytes),
        second(row.made),
      ]),
      answerColumns(),
    ),
  );
}

async function all(galleries: Galleries): Promise<Manifest[]> {
  const found: Manifest[] = [];
  for await (const manifest of listManifests(galleries)) found.push(manifest);
  return found;
}
