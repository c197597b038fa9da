import type { Argument, Command, Help, Option } from 'commander';
import { defaultOf, manualOf } from '../manual/Manual.ts';

/** What may follow: the names of files or folders, some words, or what nobody can guess. */
export type Takes = 'file' | 'folder' | 'unknown' | readonly string[];

export interface OptionWords {
  /** Such as `--port` and `-h`. */
  names: string[];
  about: string;
  /** Absent where it takes no value. */
  takes?: Takes;
}

/** A command, or the program itself. */
export interface CommandWords {
  name: string;
  about: string;
  options: OptionWords[];
  /** Empty where it has no subcommands. */
  commands: CommandWords[];
  /** Of its first argument, and all others. */
  takes: Takes;
}

/** All words that a shell can complete, from the very definitions that are parsed. */
export function wordsOf(program: Command): CommandWords {
  return commandWords(program, program.createHelp());
}

function commandWords(command: Command, helper: Help): CommandWords {
  const names = command.commands.map((one) => one.name());
  const inbox = helper
    .visibleGlobalOptions(command)
    .filter(({ long }) => long === '--endpoint' && !manualOf(command)?.alone);
  const commands = helper.visibleCommands(command).map((one) => {
    const words = commandWords(one, helper);
    return one.name() === 'help' ? { ...words, takes: names } : words;
  });
  return {
    name: command.name(),
    about: command.description(),
    options: [...(defaultOf(command)?.options ?? []), ...helper.visibleOptions(command), ...inbox].map(
      optionWords,
    ),
    commands,
    takes: names.length > 0 ? commands.map(({ name }) => name) : argumentTakes(command),
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
