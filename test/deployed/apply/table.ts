import {
  type AttributeDefinition,
  CreateTableCommand,
  type GlobalSecondaryIndex,
  type KeySchemaElement,
  type ProjectionType,
  type ScalarAttributeType,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { Kinds } from './Kind.ts';
import type { Arguments } from './openArguments.ts';
import { LABELS } from './reasons.ts';

export const table: Kinds = {
  async aws_dynamodb_table(args, { clients, account, region }) {
    const TableName = args.needs('name');
    const view = args.text('stream_view_type');
    const streams = args.flag('stream_enabled');
    const encryption = args.block('server_side_encryption');
    args.leave(LABELS, 'tags');
    args.leave('one server is one region', 'replica');
    await clients.db.send(
      new CreateTableCommand({
        TableName,
        BillingMode: args.text('billing_mode') as 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: args.flag('deletion_protection_enabled'),
        TableClass: args.text('table_class') as 'STANDARD' | undefined,
        KeySchema: keys(args),
        AttributeDefinitions: args.blocks('attribute').map(
          (one): AttributeDefinition => ({
            AttributeName: one.needs('name'),
            AttributeType: one.needs('type') as ScalarAttributeType,
          }),
        ),
        GlobalSecondaryIndexes: some(args.blocks('global_secondary_index').map(index)),
        StreamSpecification: streams
          ? { StreamEnabled: true, StreamViewType: view as 'NEW_IMAGE' }
          : undefined,
        SSESpecification: encryption && {
          Enabled: encryption.flag('enabled'),
          KMSMasterKeyId: encryption.text('kms_key_arn'),
        },
      }),
    );
    const ttl = args.block('ttl');
    if (ttl?.flag('enabled'))
      await clients.db.send(
        new UpdateTimeToLiveCommand({
          TableName,
          TimeToLiveSpecification: { AttributeName: ttl.needs('attribute_name'), Enabled: true },
        }),
      );
    const recovery = args.block('point_in_time_recovery');
    if (recovery)
      await clients.db.send(
        new UpdateContinuousBackupsCommand({
          TableName,
          PointInTimeRecoverySpecification: {
            PointInTimeRecoveryEnabled: recovery.flag('enabled'),
            RecoveryPeriodInDays: recovery.number('recovery_period_in_days'),
          },
        }),
      );
    const arn = `arn:aws:dynamodb:${region}:${account}:table/${TableName}`;
    return { id: TableName, arn, ...(streams && { stream_arn: `${arn}/stream/latest` }) };
  },
};

/** The keys of a table or an index; an index may name them by blocks instead. */
function keys(args: Arguments): KeySchemaElement[] {
  const hash = args.text('hash_key');
  const range = args.text('range_key');
  return [
    ...(hash === undefined ? [] : [{ AttributeName: hash, KeyType: 'HASH' as const }]),
    ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' as const }]),
    ...args.blocks('key_schema').map((key) => ({
      AttributeName: key.needs('attribute_name'),
      KeyType: key.needs('key_type') as 'HASH' | 'RANGE',
    })),
  ];
}

function index(args: Arguments): GlobalSecondaryIndex {
  return {
    IndexName: args.needs('name'),
    KeySchema: keys(args),
    Projection: {
      ProjectionType: args.needs('projection_type') as ProjectionType,
      NonKeyAttributes: args.texts('non_key_attributes'),
    },
  };
}

const some = <T>(list: T[]) => (list.length > 0 ? list : undefined);
