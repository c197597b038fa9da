import { Argument, type Command } from 'commander';
import { inBash } from '../completion/inBash.ts';
import { inFish } from '../completion/inFish.ts';
import { inZsh } from '../completion/inZsh.ts';
import { wordsOf } from '../completion/Words.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { answer } from '../print.ts';

const SHELLS = { bash: inBash, zsh: inZsh, fish: inFish };

const MANUAL: Manual = {
  about: `
Prints a script for a shell, which then completes commands, options and their
values, and names of files. It starts no program for that. Once and for all:

  bash, in ~/.bashrc:   source <(npx face-inbox completion bash)
  zsh, in ~/.zshrc:     source <(npx face-inbox completion zsh)
  fish:                 npx face-inbox completion fish \\
                          > ~/.config/fish/completions/face-inbox.fish

After another version of face-inbox is installed, the last has to be repeated.`,
  examples: [['source <(npx face-inbox completion bash)', 'Completes in this terminal.']],
  environment: 'none',
  alone: true,
  seeAlso: ['start'],
};

export function addCompletion(program: Command): void {
  explained(program.command('completion'), MANUAL)
    .description('print what makes a shell complete commands and options')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SHELLS)))
    .action((shell: keyof typeof SHELLS) => answer(SHELLS[shell](wordsOf(program)).trimEnd()));
}
