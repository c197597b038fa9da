import type { Command } from 'commander';
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
import { fillIndex } from '../gallery/fillIndex.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { json } from '../options.ts';
import { answer, answerColumns, answerJson, note } from '../print.ts';

interface Options {
  endpoint?: string;
  json?: boolean;
}

const MANUAL: Manual = {
  about: 'Without a subcommand, shows how enrolled people are searched, as `gallery show` does.',
  byDefault: 'show',
  examples: [
    ['npx face-inbox gallery', 'Says how people are searched, and how many they are.'],
    ['GALLERY=index npx face-inbox gallery rebuild', 'Makes the snapshots anew.'],
  ],
  environment: ['galleryKind', 'galleriesBucket'],
  seeAlso: ['people', 'doctor', 'docs/galleries.md'],
};

const SHOW: Manual = {
  about: `
How the people are searched (GALLERY), how many photos are enrolled, and with
an index the snapshots of it: one for each engine's space.`,
  examples: [
    ['npx face-inbox gallery', 'Says how people are searched, and how many they are.'],
    ['GALLERY=index npx face-inbox gallery --json', 'Prints it with the snapshots for a program.'],
  ],
  environment: ['galleryKind', 'galleriesBucket'],
  seeAlso: ['people', 'gallery rebuild', 'docs/galleries.md'],
};

const REBUILD: Manual = {
  about: `
For GALLERY=index. Makes the snapshots anew from the table, as the function
\`gallery\` does by the clock; it is safe at any time, and can be interrupted.`,
  examples: [['GALLERY=index npx face-inbox gallery rebuild', 'Makes them anew, and shows them.']],
  environment: ['galleryKind', 'galleriesBucket'],
  seeAlso: ['gallery show', 'docs/galleries.md'],
};

const FILL: Manual = {
  about: `
For GALLERY=dynamodb. Those who were enrolled before it was chosen have nothing
that DynamoDB's vector index could find them by: this gives it to them, from the
descriptors that are there. \`npm run deploy\` does it by itself; \`npx face-inbox
doctor\` says how many are missing.

It can be interrupted and repeated, while photos are enrolled and removed.`,
  examples: [['GALLERY=dynamodb npx face-inbox gallery fill', 'Puts in whoever is missing.']],
  exits: { failed: 'something failed, or the index does not take a photo' },
  environment: ['galleryKind'],
  seeAlso: ['doctor', 'docs/galleries.md'],
};

export function addGallery(program: Command): void {
  const gallery = explained(program.command('gallery'), MANUAL).description(
    'how enrolled people are searched: show, rebuild, fill',
  );
  explained(gallery.command('show', { isDefault: true }), SHOW)
    .description('show how they are searched, how many they are, and the snapshots of an index')
    .addOption(json())
    // Told here in words: what is no command of its own comes to this one.
    .allowExcessArguments()
    .action(async (_: object, command: Command) => {
      const [other] = command.args;
      if (other !== undefined)
        throw new CommandError(EXIT.usage, `The action is ${other}, but must be show, rebuild or fill.`);
      const options = command.optsWithGlobals<Options>();
      await show(await connect(options), options);
    });
  explained(gallery.command('rebuild'), REBUILD)
    .description('make the snapshots of an index anew from the table')
    .addOption(json())
    .option('--quiet', 'no progress')
    .action(async (_: object, command: Command) => {
      const options = command.optsWithGlobals<Options & { quiet?: boolean }>();
      const connection = await connect(options);
      await rebuild(connection, options.quiet ?? false);
      await show(connection, options);
    });
  explained(gallery.command('fill'), FILL)
    .description("put into DynamoDB's vector index who is enrolled and not in it")
    .addOption(json())
    .action((_: object, command: Command) => fillIndex(command.optsWithGlobals()));
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
