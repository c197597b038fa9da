import type { Command } from 'commander';
import type { Block, Section } from './Section.ts';
import { sectionsOf } from './sectionsOf.ts';

/** What each command repeats of the whole. */
const SHARED = ['NAME', 'EXIT CODES', 'ENVIRONMENT', 'SEE ALSO'];

/**
 * face-inbox(1), for man: the program, then each command as a part of its own (groff_man(7)).
 * @param said gives a text in the words of whoever reads it
 */
export function manPage(program: Command, said: (text: string) => string): string {
  const roff = (text: string) => escaped(said(text));
  const helper = program.createHelp();
  const partsOf = (command: Command, name: string): string[] => {
    const sections = sectionsOf(command, helper).filter(
      ({ title }) => !SHARED.includes(title) || (title === 'ENVIRONMENT' && name === 'start'),
    );
    const lines = sections.flatMap((section) => [`.P\n.B ${section.title}`, ...inRoff(section, roff)]);
    const below = command.commands.flatMap((one) => partsOf(one, `${name} ${one.name()}`));
    return [`.SS ${roff(name)}`, roff(`${command.description()}.`), ...lines, ...below];
  };
  const parts = program.commands.flatMap((command) => partsOf(command, command.name()));
  const whole = sectionsOf(program, helper).flatMap((section) => {
    const lines = [`.SH ${section.title}`, ...inRoff(section, roff)];
    return section.title === 'EXAMPLES' ? ['.SH THE COMMANDS ONE BY ONE', ...parts, ...lines] : lines;
  });
  return [`.TH FACE\\-INBOX 1 "" "face\\-inbox ${roff(program.version() ?? '')}"`, ...whole, ''].join('\n');
}

function inRoff({ blocks }: Section, roff: (text: string) => string): string[] {
  return blocks.map((block: Block) => {
    if ('lines' in block) return `.P\n.nf\n${block.lines.map(roff).join('\n')}\n.fi`;
    if ('term' in block) return `.TP\n.B ${roff(block.term)}\n${roff(block.text)}`;
    return `.P\n${roff(block.text)}`;
  });
}

/** A line that begins with a dot or an apostrophe would be a request. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&');
}
