import type { OptionWords, Takes, wordsOf } from './Words.ts';

/** A function for zsh's own completion system (zshcompsys(1), `_arguments` and `_describe`). */
export function inZsh({ commands, options }: ReturnType<typeof wordsOf>): string {
  const described = commands.map(({ name, about }) => `        ${quoted(`${name}:${about}`)}`);
  const cases = commands.map(
    ({ name, options: own, takes }) =>
      `        ${name}) _arguments -s ${[...own.flatMap(specs), quoted(`*:${name}:${given(takes)}`)].join(' \\\n          ')} ;;`,
  );
  return `#compdef face-inbox
# zsh completion of face-inbox. To use it, in ~/.zshrc: source <(face-inbox completion zsh)
_face_inbox() {
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
compdef _face_inbox face-inbox
`;
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
