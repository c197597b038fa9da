import type { CommandWords, OptionWords, Takes } from './Words.ts';

/** A script for bash 3.2 and later, which needs no other package. */
export function inBash({ commands, options }: CommandWords): string {
  const all = commands.flatMap((command) => [
    caseOf(command.name, command),
    ...command.commands.map((one) => caseOf(`${command.name} ${one.name}`, one)),
  ]);
  const below = commands.flatMap(({ name, commands: ones }) => ones.map((one) => `'${name} ${one.name}'`));
  return `# bash completion of face-inbox. To use it, in ~/.bashrc: source <(face-inbox completion bash)
_face_inbox() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command='' words='' at
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "\${COMP_WORDS[at]}" in
      --endpoint) ((at++)) ;;
      -*) ;;
      *)
        case "$command \${COMP_WORDS[at]}" in
          ' '*) command="\${COMP_WORDS[at]}" ;;
          ${below.join('|')}) command="$command \${COMP_WORDS[at]}"; break ;;
          *) break ;;
        esac
        ;;
    esac
  done
  case "$command" in
    '')
      words='${commands.map(({ name }) => name).join(' ')} ${names(options)}'
      [[ "$before" == --endpoint ]] && return
      ;;
${all.join('\n')}
  esac
  _face_inbox_among "$words"
}
_face_inbox_among() {
  local IFS=$' \\t\\n' word
  for word in $(compgen -W "$1" -- "$current"); do COMPREPLY+=("$word"); done
}
_face_inbox_files() {
  local file
  compopt -o filenames 2> /dev/null
  while IFS='' read -r file; do COMPREPLY+=("$file"); done < <(compgen "$1" -- "$current")
}
complete -F _face_inbox face-inbox
`;
}

function caseOf(name: string, { options, takes }: CommandWords): string {
  return `    '${name}')
      words='${names(options)}'
      case "$before" in
${valueCases(options)}        *) [[ "$current" == -* ]] || { ${given(takes)}; return; } ;;
      esac
      ;;`;
}

function valueCases(options: OptionWords[]): string {
  return options
    .filter(({ takes }) => takes !== undefined)
    .map(({ names: all, takes }) => `        ${all.join('|')}) ${given(takes!)}; return ;;\n`)
    .join('');
}

function names(options: OptionWords[]): string {
  return options.flatMap(({ names: all }) => all).join(' ');
}

function given(takes: Takes): string {
  if (takes === 'file') return '_face_inbox_files -f';
  if (takes === 'folder') return '_face_inbox_files -d';
  return takes === 'unknown' ? ':' : `_face_inbox_among '${takes.join(' ')}'`;
}
