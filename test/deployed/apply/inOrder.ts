import { ApplyError } from './ApplyError.ts';
import type { Block } from './parseStack.ts';
import { referencesIn } from './resolve.ts';

/** The blocks, each after those that it refers to or depends on, as Terraform's graph has them. */
export function inOrder(blocks: Block[]): Block[] {
  const byAddress = new Map(blocks.map((block) => [block.address, block]));
  const done = new Set<Block>();
  const visit = (block: Block, way: Block[]) => {
    if (done.has(block)) return;
    if (way.includes(block))
      throw new ApplyError(
        `The stack goes round in a circle: ${[...way, block].map(({ address }) => address).join(' -> ')}.`,
      );
    for (const address of [...block.after, ...referencesIn(block.values)]) {
      const other = byAddress.get(address);
      if (!other)
        throw new ApplyError(`${block.address} refers to ${address}, which the stack does not have.`);
      visit(other, [...way, block]);
    }
    done.add(block);
  };
  for (const block of blocks) visit(block, []);
  return [...done];
}
