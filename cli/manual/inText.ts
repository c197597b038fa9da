import { displayWidth } from '../../terminal/displayWidth.ts';
import { wrap } from '../../terminal/wrap.ts';
import type { Block, Section } from './Section.ts';

/** As wide as the narrowest of usual terminals. */
const COLUMNS = 80;
const INDENT = '  ';
const DEEPER = ' '.repeat(6);
/** A longer term has its text below itself. */
const TERM = 20;

/** A manual as text of at most 80 columns, but for lines that are to be pasted. */
export function inText(sections: Section[]): string {
  return sections.map(({ title, blocks }) => `${title}\n${inBlocks(blocks)}`).join('\n');
}

function inBlocks(blocks: Block[]): string {
  const short = Math.max(0, ...blocks.map((block) => ('term' in block ? displayWidth(block.term) : 0)));
  const beside = short <= TERM ? `${INDENT}${' '.repeat(short)}  ` : undefined;
  return blocks.map((block, at) => inLines(block, beside, at === 0)).join('');
}

function inLines(block: Block, beside: string | undefined, first: boolean): string {
  if ('lines' in block) return `${first ? '' : '\n'}${block.lines.map((line) => INDENT + line).join('\n')}\n`;
  if (!('term' in block)) return `${first ? '' : '\n'}${wrap(block.text, COLUMNS, INDENT)}\n`;
  if (beside === undefined) return `${INDENT}${block.term}\n${wrap(block.text, COLUMNS, DEEPER)}\n`;
  const term = `${INDENT}${block.term}`;
  return `${term}${wrap(block.text, COLUMNS, beside).slice(displayWidth(term))}\n`;
}
