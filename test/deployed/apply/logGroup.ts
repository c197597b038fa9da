import { CreateLogGroupCommand, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Kinds } from './Kind.ts';
import { DESTROYED, LABELS } from './reasons.ts';

export const logGroup: Kinds = {
  async aws_cloudwatch_log_group(args, { clients, account, region }) {
    const logGroupName = args.needs('name');
    args.leave(LABELS, 'tags');
    args.leave(DESTROYED, 'skip_destroy');
    args.onlyIf('log_group_class', 'STANDARD');
    await clients.logs.send(new CreateLogGroupCommand({ logGroupName }));
    const retentionInDays = args.number('retention_in_days');
    if (retentionInDays !== undefined)
      await clients.logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
    return { id: logGroupName, arn: `arn:aws:logs:${region}:${account}:log-group:${logGroupName}` };
  },
};
