import { GetRoleCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type Access, connect } from '../apply/connect.ts';

/** The credentials of a role of the stack, whose policies stay what they are: only whom it trusts is another. */
export async function asRole(owner: Access, arn: string): Promise<Access> {
  const { iam, sts } = connect(owner);
  const RoleName = arn.split('/').at(-1)!;
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  const { Statement, ...rest } = JSON.parse(decodeURIComponent(Role!.AssumeRolePolicyDocument!));
  const owners = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${Account}:root` },
    Action: 'sts:AssumeRole',
  };
  const PolicyDocument = JSON.stringify({ ...rest, Statement: [...Statement, owners] });
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'face-inbox' }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!;
  return {
    ...owner,
    credentials: {
      accessKeyId: AccessKeyId!,
      secretAccessKey: SecretAccessKey!,
      sessionToken: SessionToken!,
    },
  };
}
