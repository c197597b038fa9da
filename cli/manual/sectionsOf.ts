import type { Command, Help } from 'commander';
import { SETTINGS } from '../../config/settings.ts';
import { EXIT } from '../CommandError.ts';
import { defaultOf, type Manual, manualOf, type SettingKey } from './Manual.ts';
import { type Block, paragraphs, type Section } from './Section.ts';

/** What the exit codes of every command mean; a code not told here only where a command says so. */
const EXITS: Partial<Record<keyof typeof EXIT, string>> = {
  done: 'done',
  failed: 'something failed',
  usage: 'wrong usage, or a wrong setting',
  unreachable: 'the endpoint cannot be reached',
  interrupted: 'interrupted',
};

const DEBUG: Block = { term: 'FACE_INBOX_DEBUG', text: '1 shows where an error comes from.' };

/** What says where the inbox is, and what it is called there. */
const INBOX: Block[] = [
  { term: 'AWS_ENDPOINT_URL', text: 'Where the inbox is, unless --endpoint says so.' },
  {
    term: 'AWS_PROFILE, AWS_REGION, ...',
    text:
      'As every program that uses AWS reads them. Where there are credentials and no endpoint, the inbox is the one in ' +
      'AWS; where there are neither, it is http://localhost:4566, which is `npm start`.',
  },
  ...(['bucket', 'prefix', 'bus'] as const).map((key) => setting(key)),
  DEBUG,
];

function setting(key: SettingKey): Block {
  const { variable, about, rule, fallback, ...more } = SETTINGS[key];
  const byDefault = 'byDefault' in more ? more.byDefault : fallback;
  return { term: variable, text: `${sentence(about)} ${sentence(rule)} Default: ${byDefault}.` };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The manual of a command as sections, in the order of man pages (man-pages(7)). */
export function sectionsOf(command: Command, helper: Help): Section[] {
  const manual = manualOf(command);
  const of = (title: string, blocks: Block[]) => ({ title, blocks });
  const sections = [
    of('NAME', [{ text: `${fullName(command)} - ${helper.commandDescription(command)}` }]),
    of('SYNOPSIS', [{ lines: [helper.commandUsage(command)] }]),
    of('DESCRIPTION', manual ? paragraphs(manual.about) : []),
    of('COMMANDS', commands(command, helper)),
    of(
      'ARGUMENTS',
      helper.visibleArguments(command).map((argument) => ({
        term: `<${helper.argumentTerm(argument)}>`,
        text: withDefault(helper.argumentDescription(argument)),
      })),
    ),
    of('OPTIONS', options(command, helper)),
    of(
      'EXAMPLES',
      (manual?.examples ?? []).map(([term, text]) => ({ term, text })),
    ),
    of('EXIT CODES', exits(manual)),
    of('ENVIRONMENT', environment(manual?.environment)),
    of('SEE ALSO', manual ? [{ text: seeAlso(manual.seeAlso) }] : []),
  ];
  return sections.filter(({ blocks }) => blocks.length > 0);
}

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}

function commands(command: Command, helper: Help): Block[] {
  return helper.visibleCommands(command).map((one) => ({
    term: helper.subcommandTerm(one).replace(' [options]', ''),
    text: sentence(helper.subcommandDescription(one)),
  }));
}

function options(command: Command, helper: Help): Block[] {
  const global = helper
    .visibleGlobalOptions(command)
    .filter(({ long }) => long === '--endpoint' && !manualOf(command)?.alone);
  const ofDefault = defaultOf(command)?.options ?? [];
  return [...ofDefault, ...helper.visibleOptions(command), ...global].map((option) => ({
    term: helper.optionTerm(option),
    text: withDefault(helper.optionDescription(option)),
  }));
}

/** Commander puts choices and the default behind, in brackets and as JSON. */
function withDefault(description: string): string {
  const [, text = description, choices, value] =
    /^(.*) \((?:choices: ([^:]*?))?(?:, )?(?:default: (.*))?\)$/s.exec(description) ?? [];
  return [
    sentence(text),
    ...(choices === undefined ? [] : [`One of ${choices.replaceAll('"', '')}.`]),
    ...(value === undefined ? [] : [`Default: ${value.replaceAll('"', '')}.`]),
  ].join(' ');
}

function exits({ exits: own, alone }: Partial<Manual> = {}): Block[] {
  return Object.entries({ ...EXITS, ...own })
    .filter(([name]) => !(alone && name === 'unreachable'))
    .map(([name, text]) => ({ code: EXIT[name as keyof typeof EXIT], text }))
    .sort((a, b) => a.code - b.code)
    .map(({ code, text }) => ({ term: String(code), text: sentence(text) }));
}

function environment(which: Manual['environment'] = 'inbox'): Block[] {
  if (which === 'none') return [];
  if (which === 'inbox') return INBOX;
  if (which === 'settings') return Object.keys(SETTINGS).map((key) => setting(key as SettingKey));
  return [...INBOX.slice(0, -1), ...which.map(setting), DEBUG];
}

function seeAlso(names: string[]): string {
  return names.map((name) => (isCommand(name) ? `face-inbox ${name}` : name)).join(', ');
}

/** Whether that which a manual refers to is a command, and no file. */
export function isCommand(name: string): boolean {
  return /^[a-z]+( [a-z-]+)?$/.test(name);
}
