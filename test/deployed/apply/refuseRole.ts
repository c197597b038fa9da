import { GetRoleCommand, type IAMClient } from '@aws-sdk/client-iam';
import { ApplyError } from './ApplyError.ts';

interface Trust {
  Statement: { Effect: string; Principal?: { Service?: string | string[] }; Action: string | string[] }[];
}

/** What Lambda and the Scheduler refuse, and the servers do not: a role that they may not take on. */
export async function refuseRole(iam: IAMClient, role: string, service: string): Promise<void> {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: role.split('/').at(-1)! }));
  const { Statement }: Trust = JSON.parse(decodeURIComponent(Role!.AssumeRolePolicyDocument!));
  const trusted = Statement.some(
    ({ Effect, Principal, Action }) =>
      Effect === 'Allow' &&
      [Principal?.Service].flat().includes(service) &&
      [Action].flat().includes('sts:AssumeRole'),
  );
  if (!trusted)
    throw new ApplyError(`The role ${role} cannot be assumed by ${service}; its trust policy must allow it.`);
}
