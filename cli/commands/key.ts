import { type Command, Option } from 'commander';
import { addApiKey, listApiKeys, revokeApiKey } from '../../store/apiKeys.ts';
import { printable } from '../../terminal/printable.ts';
import { table } from '../../terminal/table.ts';
import { EXIT } from '../CommandError.ts';
import { connect } from '../connect.ts';
import { second } from '../formats.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { json } from '../options.ts';
import { answer, answerColumns, answerJson, note } from '../print.ts';

const MANUAL: Manual = {
  about: `
Keys are asked for where API_AUTH is keys. What is kept of one is its hash: it is
shown once. Scopes: read (results and people), recognise (photos that are sent),
admin (drops, enrols, deletes); a key can have several.`,
  examples: [
    ['npx face-inbox key add kiosk --scope recognise', 'Makes a key, and shows it.'],
    ['npx face-inbox key list', 'Prints those that there are.'],
  ],
  environment: ['apiAuth'],
  seeAlso: ['key add', 'key list', 'key revoke', 'docs/api.md'],
};

const ADD: Manual = {
  about: `
The key is shown this once: what is kept of it is its hash. It is sent in the
header Authorization: Bearer KEY.`,
  examples: [['npx face-inbox key add kiosk --scope recognise', 'Makes one that may send photos.']],
  environment: ['apiAuth'],
  seeAlso: ['key', 'key list', 'docs/api.md'],
};

const LIST: Manual = {
  about: 'Their ids, labels and scopes, and since when they are good; never the keys.',
  examples: [['npx face-inbox key list', 'Prints a table.']],
  seeAlso: ['key', 'key revoke'],
};

const REVOKE: Manual = {
  about: 'It is good for nothing from the next request on.',
  examples: [['npx face-inbox key revoke 0123456789ab', 'Revokes the key of that id.']],
  exits: { notFound: 'there is no such key' },
  seeAlso: ['key', 'key list'],
};

interface Options {
  endpoint?: string;
  json?: boolean;
  scope: string[];
}

export function addKey(program: Command): void {
  const key = explained(program.command('key'), MANUAL).description(
    'make, list and revoke keys of the HTTP API',
  );
  explained(key.command('add'), ADD)
    .argument('<label>', 'whose it is, for the list')
    .description('make one, and show it')
    .addOption(
      new Option('--scope <scope...>', 'what it may do')
        .choices(['read', 'recognise', 'admin'])
        .makeOptionMandatory(),
    )
    .action((label: string, _: object, command: Command) => add(label, command.optsWithGlobals()));
  explained(key.command('list'), LIST)
    .description('list them')
    .addOption(json())
    .action((_: object, command: Command) => list(command.optsWithGlobals()));
  explained(key.command('revoke'), REVOKE)
    .argument('<id>', 'as the list has it')
    .description('make one good for nothing, from the next request on')
    .action((id: string, _: object, command: Command) => revoke(id, command.optsWithGlobals()));
}

async function add(label: string, options: Options) {
  const { store, settings } = await connect(options);
  const { key } = await addApiKey(store, { label, scopes: [...new Set(options.scope)] });
  answer(key);
  note('It is shown this once. Send it in the header: Authorization: Bearer KEY');
  if (settings.apiAuth !== 'keys') note('It will be asked for when the inbox runs with API_AUTH=keys.');
}

async function list(options: Options) {
  const { store } = await connect(options);
  const keys = await listApiKeys(store);
  if (options.json) return answerJson(keys);
  if (keys.length === 0)
    return note('There is no key yet. Make one: npx face-inbox key add NAME --scope read');
  const rows = keys.map(({ id, label, scopes, createdAt }) => [
    id,
    label,
    scopes.join(' '),
    second(createdAt),
  ]);
  const heads = ['id', 'label', 'scopes', 'since'].map((title) => ({ title }));
  answer(table(heads, rows, answerColumns()));
}

async function revoke(id: string, options: Options) {
  const { store } = await connect(options);
  if (await revokeApiKey(store, id)) return note(`The key ${printable(id)} is revoked.`);
  note(`There is no key ${printable(id)}. See: npx face-inbox key list`);
  process.exitCode = EXIT.notFound;
}
