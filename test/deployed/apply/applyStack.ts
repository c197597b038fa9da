import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { ApplyError } from './ApplyError.ts';
import { account } from './account.ts';
import { alarms } from './alarms.ts';
import { bucket } from './bucket.ts';
import { bus } from './bus.ts';
import { withCallNames } from './callNames.ts';
import type { Clients } from './connect.ts';
import { functions } from './functions.ts';
import { inOrder } from './inOrder.ts';
import type { Kinds } from './Kind.ts';
import { logGroup } from './logGroup.ts';
import { type Left, openArguments } from './openArguments.ts';
import type { Stack } from './parseStack.ts';
import { queue } from './queue.ts';
import { type Known, resolve } from './resolve.ts';
import { role } from './role.ts';
import { schedule } from './schedule.ts';
import { table } from './table.ts';

const KINDS: Kinds = Object.assign(
  {},
  ...[account, alarms, bucket, bus, functions, logGroup, queue, role, schedule, table],
);

export interface Applied {
  /** The attributes of each block, by address. */
  known: Known;
  outputs: Record<string, unknown>;
  /** Arguments and whole blocks that were passed over, and why. */
  left: Left[];
}

/**
 * Creates everything that a stack describes, in Terraform's order, on a server that has nothing of it yet.
 * @param options.asUnderstood makes of a role's policy what the server understands
 * @param options.leaveOut types that the server has nothing for, and why; their attributes are not known then
 * @throws ApplyError where the stack has a type, an argument or an expression that is not known here
 */
export async function applyStack(
  stack: Stack,
  clients: Clients,
  options: { leaveOut?: Record<string, string>; asUnderstood?: (policy: string) => string } = {},
): Promise<Applied> {
  const { leaveOut = {}, asUnderstood = withCallNames } = options;
  const known: Known = new Map();
  const left: Left[] = [];
  const { region, folder } = stack;
  const cloud = { clients, region, account: await accountOf(clients), folder, asUnderstood };
  const blocks = inOrder(stack.blocks);
  for (const { address, type } of blocks)
    if (!(type in KINDS) && !(type in leaveOut))
      throw new ApplyError(
        `${address} is of the type ${type}, which is not known here. Write how it is applied (test/deployed/apply/), ` +
          `or take it out of the stack. Known are: ${Object.keys(KINDS).sort().join(', ')}.`,
      );
  for (const { address, type, values } of blocks) {
    const why = leaveOut[type];
    if (why !== undefined) {
      left.push({ what: address, why });
      continue;
    }
    const resolved = resolve(values, known, stack.folder) as Record<string, unknown>;
    const { args, close } = openArguments(address, resolved);
    try {
      const attributes = await KINDS[type]!(args, cloud);
      known.set(address, { ...resolved, ...attributes });
    } catch (cause) {
      if (cause instanceof ApplyError) throw cause;
      const { name, message } = cause as Error;
      throw new ApplyError(`${address} was refused: ${name}: ${message}`, { cause });
    }
    left.push(...close());
  }
  return { known, outputs: resolve(stack.outputs, known, stack.folder) as Record<string, unknown>, left };
}

async function accountOf({ sts }: Clients): Promise<string> {
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  return Account!;
}
