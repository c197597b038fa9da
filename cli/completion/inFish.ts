import type { OptionWords, Takes, wordsOf } from './Words.ts';

/** Commands for fish (its manual, "complete"). */
export function inFish({ commands, options }: ReturnType<typeof wordsOf>): string {
  const names = commands.map(({ name }) => name).join(' ');
  const first = `not __fish_seen_subcommand_from ${names}`;
  const lines = commands.flatMap(({ name, about, options: own, takes }) => {
    const within = `__fish_seen_subcommand_from ${name}`;
    const files = takes === 'file' || takes === 'folder';
    return [
      line(first, `-a ${name} -d ${quoted(about)}`),
      ...(files ? [`complete -c face-inbox -n ${quoted(within)} -F`] : []),
      ...(typeof takes === 'string' ? [] : [line(within, `-a ${quoted(takes.join(' '))}`)]),
      ...own.map((option) => line(within, inWords(option))),
    ];
  });
  return [
    '# fish completion of face-inbox. To use it: face-inbox completion fish > ~/.config/fish/completions/face-inbox.fish',
    'complete -c face-inbox -f',
    ...options.map((option) => line(first, inWords(option))),
    ...lines,
    '',
  ].join('\n');
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
