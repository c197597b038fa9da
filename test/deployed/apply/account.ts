import type { Kinds } from './Kind.ts';

/** What the stack asks of the account it comes into. */
export const account: Kinds = {
  'data.aws_caller_identity': async (_, { account: id }) => ({ account_id: id, id }),
  'data.aws_partition': async () => ({ partition: 'aws', dns_suffix: 'amazonaws.com', id: 'aws' }),
};
