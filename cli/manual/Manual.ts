import type { Command } from 'commander';
import type { SETTINGS } from '../../config/settings.ts';
import type { EXIT } from '../CommandError.ts';

export type SettingKey = keyof typeof SETTINGS;

/** What --help and the man page say of a command beside its arguments and options. */
export interface Manual {
  /** Paragraphs, with an empty line between them; what is indented stays as it is. */
  about: string;
  /** Each a command line, and what it does. */
  examples: [line: string, what: string][];
  /** What exit codes beside those of every command mean here. */
  exits?: Partial<Record<keyof typeof EXIT, string>>;
  /** The variables it reads: those that say where an inbox is (as if not given), these settings too, all settings, or none. */
  environment?: 'inbox' | SettingKey[] | 'settings' | 'none';
  /** The subcommand that it is without one. */
  byDefault?: string;
  /** It asks no inbox: there is none to be named, nor out of reach. */
  alone?: true;
  /** Names of commands, with that of the command above a subcommand first, and files. */
  seeAlso: string[];
}

const MANUALS = new WeakMap<Command, Manual>();

export function explained(command: Command, manual: Manual): Command {
  MANUALS.set(command, manual);
  return command;
}

export function manualOf(command: Command): Manual | undefined {
  return MANUALS.get(command);
}

/** The subcommand whose options it takes where none is said. */
export function defaultOf(command: Command): Command | undefined {
  const name = manualOf(command)?.byDefault;
  return command.commands.find((one) => one.name() === name);
}
