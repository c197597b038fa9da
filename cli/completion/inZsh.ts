import type { CommandWords, OptionWords, Takes } from './Words.ts';

/** Functions for zsh's own completion system (zshcompsys(1), `_arguments` and `_describe`). */
export function inZsh(program: CommandWords): string {
  return `#compdef face-inbox
# zsh completion of face-inbox. To use it, in ~/.zshrc: source <(face-inbox completion zsh)
${functionsOf(program, '_face_inbox')}compdef _face_inbox face-inbox
`;
}

/** One that completes a command with its subcommands, before it those that complete the latter's. */
function functionsOf({ commands, options }: CommandWords, called: string): string {
  const below = (name: string) => `${called}_${name}`;
  const groups = commands.filter((command) => command.commands.length > 0);
  const described = commands.map(({ name, about }) => `        ${quoted(`${name}:${about}`)}`);
  const cases = commands.map(
    (command) =>
      `        ${command.name}) ${command.commands.length > 0 ? below(command.name) : args(command)} ;;`,
  );
  return `${groups.map((group) => functionsOf(group, below(group.name))).join('')}${called}() {
  local state line
  _arguments -C ${options.flatMap(specs).join(' \\\n    ')} \\
    '1: :->command' '*:: :->rest'
  case "$state" in
    command)
      local -a commands=(
${described.join('\n')}
      )
      _describe -t commands command commands
      ;;
    rest)
      case "$line[1]" in
${cases.join('\n')}
      esac
      ;;
  esac
}
`;
}

function args({ name, options, takes }: CommandWords): string {
  return `_arguments -s ${[...options.flatMap(specs), quoted(`*:${name}:${given(takes)}`)].join(' \\\n          ')}`;
}

function specs({ names, about, takes }: OptionWords): string[] {
  const text = about.replace(/[[\]\\:]/g, (sign) => `\\${sign}`);
  return names.map((name) =>
    quoted(`${name}[${text}]${takes === undefined ? '' : `:value:${given(takes)}`}`),
  );
}

function given(takes: Takes): string {
  if (takes === 'file') return '_files';
  if (takes === 'folder') return '_files -/';
  return takes === 'unknown' ? ' ' : `(${takes.join(' ')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
