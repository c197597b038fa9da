import type { TableRole } from '../store/tables.ts';

/**
 * All that a function may do, by what it may do it with. What is not named here it is not allowed; its own log it may
 * write besides. `test/rights.test.ts` holds this to what the code asks for.
 */
export interface Rights {
  inBucket: BucketRight[];
  /** In the bucket of the gallery's snapshots. Nobody is told of what is put there. */
  inGalleries: ObjectAction[];
  /** In the bucket of what is too much for an item. Nobody is told of what is put there either. */
  inResults: ObjectAction[];
  inTables: TableRight[];
  onQueues: QueueRight[];
  onBus: 'events:PutEvents'[];
  onFunctions?: FunctionRight[];
}

export type QueueRole = 'images' | 'retries' | 'videos' | 'chunks' | 'dead-letters';

/**
 * An action of IAM. None that is fed from the bucket writes there: what it put would be told to it, and that would never end.
 * HeadObject needs `s3:GetObject`, and `s3:ListBucket` as well, without which what is not there is answered as denied.
 */
export interface BucketRight {
  action: 's3:GetObject' | 's3:ListBucket' | 's3:PutObject' | 's3:DeleteObject';
  /** What keys begin with for which it is denied; `*` stands for anything, slashes as well. */
  notUnder?: string[];
}

export type ObjectAction = `s3:${'GetObject' | 'ListBucket' | 'PutObject' | 'DeleteObject'}`;

/** A transaction takes the rights to what it does: that to put, to delete, to check a condition. */
export type TableAction =
  `dynamodb:${'GetItem' | 'BatchGetItem' | 'Query' | 'Scan' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheckItem' | 'SearchVectors'}`;

export interface TableRight {
  table: TableRole;
  /** The actions are allowed in this index, and not in the table itself. */
  index?: string;
  actions: TableAction[];
}

export type QueueAction =
  `sqs:${'ReceiveMessage' | 'DeleteMessage' | 'GetQueueAttributes' | 'GetQueueUrl' | 'ChangeMessageVisibility' | 'SendMessage'}`;

interface QueueRight {
  queue: QueueRole;
  actions: QueueAction[];
}

interface FunctionRight {
  function: 'analyse-chunk';
  actions: 'lambda:InvokeFunction'[];
}
