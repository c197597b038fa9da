import type { Argument, Command, Option } from 'commander';
import { manualOf } from '../manual/Manual.ts';

/** What may follow: the names of files or folders, some words, or what nobody can guess. */
export type Takes = 'file' | 'folder' | 'unknown' | readonly string[];

export interface OptionWords {
  /** Such as `--port` and `-h`. */
  names: string[];
  about: string;
  /** Absent where it takes no value. */
  takes?: Takes;
}

export interface CommandWords {
  name: string;
  about: string;
  options: OptionWords[];
  /** Of its first argument, and all others. */
  takes: Takes;
}

/** All words that a shell can complete, from the very definitions that are parsed. */
export function wordsOf(program: Command): { commands: CommandWords[]; options: OptionWords[] } {
  const helper = program.createHelp();
  const names = program.commands.map((command) => command.name());
  const ofOptions = (command: Command) => helper.visibleOptions(command).map(optionWords);
  const inboxOptions = (command: Command) =>
    helper
      .visibleGlobalOptions(command)
      .filter(({ long }) => long === '--endpoint' && !manualOf(command)?.alone)
      .map(optionWords);
  return {
    options: ofOptions(program),
    commands: helper.visibleCommands(program).map((command) => ({
      name: command.name(),
      about: command.description(),
      options: [...ofOptions(command), ...inboxOptions(command)],
      takes: command.name() === 'help' ? names : argumentTakes(command),
    })),
  };
}

function optionWords(option: Option): OptionWords {
  const names = [option.long, option.short].filter((name) => name !== undefined);
  if (option.isBoolean() || !/[<[]/.test(option.flags)) return { names, about: option.description };
  return { names, about: option.description, takes: option.argChoices ?? byName(option.flags) };
}

/** By the last: names come before files. */
function argumentTakes(command: Command): Takes {
  const last: Argument | undefined = command.registeredArguments.at(-1);
  return last?.argChoices ?? byName(last?.name() ?? '');
}

function byName(name: string): Takes {
  if (/file/.test(name)) return 'file';
  return /dir|folder/.test(name) ? 'folder' : 'unknown';
}
