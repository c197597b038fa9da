/** Terraform's JSON as far as it is changed here. */
export interface StackJson {
  resource: Record<string, Record<string, Record<string, unknown>>>;
}

type Change = (arguments_: Record<string, unknown>, stack: StackJson) => void;

/** A copy of the stack in which the block at this address (`aws_sqs_queue.images`) is another. @throws where it is not there */
export function changed<T extends StackJson>(stack: T, address: string, change: Change): T {
  const copy = structuredClone(stack);
  const [type, name] = address.split('.');
  const block = copy.resource[type!]?.[name!];
  if (!block)
    throw new Error(
      `The stack has no ${address}; it has ${Object.keys(copy.resource[type!] ?? copy.resource).join(', ')}.`,
    );
  change(block, copy);
  return copy;
}
