import type { CommandWords, OptionWords, Takes } from './Words.ts';

/** Commands for fish (its manual, "complete"). */
export function inFish(program: CommandWords): string {
  return [
    '# fish completion of face-inbox. To use it: face-inbox completion fish > ~/.config/fish/completions/face-inbox.fish',
    'complete -c face-inbox -f',
    ...linesOf(program, ''),
    '',
  ].join('\n');
}

/** @param within the condition under which the command is the one that is being written */
function linesOf({ commands, options, takes }: CommandWords, within: string): string[] {
  const names = commands.map(({ name }) => name).join(' ');
  const and = (condition: string) => (within ? `${within}; and ${condition}` : condition);
  const first = commands.length > 0 ? and(`not __fish_seen_subcommand_from ${names}`) : within;
  const own = options.map((option) => line(first, inWords(option)));
  if (commands.length > 0)
    return [
      ...own,
      ...commands.flatMap((command) => [
        line(first, `-a ${command.name} -d ${quoted(command.about)}`),
        ...linesOf(command, and(`__fish_seen_subcommand_from ${command.name}`)),
      ]),
    ];
  const files = takes === 'file' || takes === 'folder';
  return [
    ...(files ? [`complete -c face-inbox -n ${quoted(within)} -F`] : []),
    ...(typeof takes === 'string' ? [] : [line(within, `-a ${quoted(takes.join(' '))}`)]),
    ...own,
  ];
}

function line(condition: string, rest: string): string {
  return `complete -c face-inbox -n ${quoted(condition)} ${rest}`;
}

function inWords({ names, about, takes }: OptionWords): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  return [...flags, ...value(takes), `-d ${quoted(about)}`].join(' ');
}

function value(takes: Takes | undefined): string[] {
  if (takes === undefined) return [];
  if (takes === 'file') return ['-r', '-F'];
  if (takes === 'folder') return ['-x', "-a '(__fish_complete_directories)'"];
  return takes === 'unknown' ? ['-x'] : ['-x', `-a ${quoted(takes.join(' '))}`];
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
