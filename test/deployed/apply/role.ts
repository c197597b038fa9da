import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import type { Kinds } from './Kind.ts';
import { DESTROYED, LABELS } from './reasons.ts';

export const role: Kinds = {
  async aws_iam_role(args, { clients, account }) {
    const RoleName = args.needs('name');
    const Path = args.text('path');
    args.leave(LABELS, 'tags');
    args.leave(DESTROYED, 'force_detach_policies');
    await clients.iam.send(
      new CreateRoleCommand({
        RoleName,
        Path,
        AssumeRolePolicyDocument: args.needs('assume_role_policy'),
        Description: args.text('description'),
        MaxSessionDuration: args.number('max_session_duration'),
        PermissionsBoundary: args.text('permissions_boundary'),
      }),
    );
    return { id: RoleName, arn: `arn:aws:iam::${account}:role${Path ?? '/'}${RoleName}` };
  },

  async aws_iam_role_policy(args, { clients, asUnderstood }) {
    const RoleName = args.needs('role');
    const PolicyName = args.needs('name');
    await clients.iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: asUnderstood(args.needs('policy')) }),
    );
    return { id: `${RoleName}:${PolicyName}` };
  },
};
