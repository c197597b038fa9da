import { type Keys, PEOPLE } from '../config/keys.ts';
import type { Settings } from '../config/settings.ts';
import type { TableRole } from '../store/tables.ts';
import type {
  BucketRight,
  ObjectAction,
  QueueAction,
  Rights,
  TableAction,
  TableRight,
} from './kindsOfRights.ts';

const LOOKS: BucketRight[] = [{ action: 's3:GetObject' }, { action: 's3:ListBucket' }];

/** What the event source mapping does with the role of the function that it feeds (Lambda guide, "Using Lambda with SQS"). */
export const FEEDING: QueueAction[] = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** Its messages come from these, and it says itself when one that failed is to come back. */
const FED: QueueAction[] = [...FEEDING, 'sqs:GetQueueUrl', 'sqs:ChangeMessageVisibility'];
const COUNTED: QueueAction[] = ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes'];
const SENT: QueueAction[] = ['sqs:GetQueueUrl', 'sqs:SendMessage'];

/** What settling an outbox takes: what follows from an item, the version of the gallery, and the event. */
const SETTLES: TableRight[] = [
  { table: 'images', actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'] },
  { table: 'sightings', actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'] },
  { table: 'people', actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'] },
  { table: 'unknown', actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'] },
  { table: 'chunks', actions: ['dynamodb:Query', 'dynamodb:DeleteItem'] },
  { table: 'state', actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] },
];
/** And of the objects that follow from an item. */
const SETTLES_RESULTS: ObjectAction[] = ['s3:DeleteObject'];

const ANALYSE: Rights = {
  inBucket: LOOKS,
  inGalleries: [],
  inResults: SETTLES_RESULTS,
  inTables: together(SETTLES, [
    { table: 'images', actions: ['dynamodb:PutItem'] },
    { table: 'sightings', actions: ['dynamodb:BatchGetItem'] },
    { table: 'people', actions: ['dynamodb:BatchGetItem', 'dynamodb:Scan'] },
    {
      table: 'unknown',
      actions: [
        ...['dynamodb:GetItem' as const, 'dynamodb:BatchGetItem' as const, 'dynamodb:Query' as const],
        ...['dynamodb:Scan' as const, 'dynamodb:UpdateItem' as const, 'dynamodb:ConditionCheckItem' as const],
      ],
    },
    { table: 'unknown', index: 'by-waiting', actions: ['dynamodb:Query'] },
    { table: 'state', actions: ['dynamodb:DeleteItem'] },
  ]),
  onQueues: [
    { queue: 'images', actions: FED },
    { queue: 'retries', actions: FED },
    { queue: 'videos', actions: SENT },
  ],
  onBus: ['events:PutEvents'],
};

export function analyseRights(settings: Pick<Settings, 'galleryKind'>): Rights {
  return searching(ANALYSE, settings);
}

/** What stands is read and made another, as by the function that analyses; the plan has a row of its own. Whom it calls, it counts before. */
export function planRights({ videoCalls }: Pick<Settings, 'videoCalls'>): Rights {
  return {
    inBucket: LOOKS,
    inGalleries: [],
    inResults: SETTLES_RESULTS,
    inTables: together(SETTLES, [
      { table: 'images', actions: ['dynamodb:PutItem'] },
      { table: 'sightings', actions: ['dynamodb:BatchGetItem'] },
      { table: 'people', actions: ['dynamodb:BatchGetItem'] },
      { table: 'unknown', actions: ['dynamodb:BatchGetItem'] },
      { table: 'chunks', actions: ['dynamodb:GetItem', 'dynamodb:PutItem'] },
      { table: 'state', actions: ['dynamodb:DeleteItem'] },
    ]),
    onQueues: [
      { queue: 'videos', actions: FED },
      { queue: 'chunks', actions: videoCalls ? [...SENT, 'sqs:GetQueueAttributes'] : SENT },
    ],
    onBus: ['events:PutEvents'],
    ...(videoCalls && { onFunctions: [{ function: 'analyse-chunk', actions: ['lambda:InvokeFunction'] }] }),
  };
}

const CHUNK: Rights = {
  inBucket: LOOKS,
  inGalleries: [],
  inResults: ['s3:PutObject', ...SETTLES_RESULTS],
  inTables: together(SETTLES, [
    { table: 'images', actions: ['dynamodb:PutItem'] },
    { table: 'people', actions: ['dynamodb:Scan'] },
    { table: 'chunks', actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] },
    { table: 'state', actions: ['dynamodb:DeleteItem'] },
  ]),
  onQueues: [{ queue: 'chunks', actions: FED }],
  onBus: ['events:PutEvents'],
};

export function chunkRights(settings: Pick<Settings, 'galleryKind'>): Rights {
  return searching(CHUNK, settings);
}

/**
 * With what it takes to search the gallery. An index is read from its snapshot, and what has changed since by the log of changes.
 * DynamoDB's own vector index is searched, with a statement of its own, and the photos found are read.
 */
function searching(rights: Rights, { galleryKind }: Pick<Settings, 'galleryKind'>): Rights {
  switch (galleryKind) {
    case 'memory':
      return rights;
    case 'index':
      return {
        ...rights,
        inGalleries: ['s3:GetObject', 's3:ListBucket'],
        inTables: together(rights.inTables, [
          { table: 'people', actions: ['dynamodb:Query', 'dynamodb:BatchGetItem'] },
          { table: 'state', actions: ['dynamodb:BatchGetItem'] },
        ]),
      };
    case 'dynamodb':
      return {
        ...rights,
        inTables: [
          ...together(rights.inTables, [{ table: 'people', actions: ['dynamodb:BatchGetItem'] }]),
          { table: 'people', index: 'faces', actions: ['dynamodb:SearchVectors'] },
        ],
      };
  }
}

/** Makes snapshots of the gallery: it alone writes to a bucket, and to one that no function listens to. */
export const GALLERY: Rights = {
  inBucket: [],
  inGalleries: ['s3:GetObject', 's3:ListBucket', 's3:PutObject', 's3:DeleteObject'],
  inResults: [],
  inTables: [
    { table: 'people', actions: ['dynamodb:Scan'] },
    { table: 'state', actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem'] },
  ],
  onQueues: [],
  onBus: [],
};

export const SWEEP: Rights = {
  inBucket: [],
  inGalleries: [],
  inResults: SETTLES_RESULTS,
  inTables: [...SETTLES, { table: 'images', index: 'by-pending', actions: ['dynamodb:Query'] }],
  onQueues: [],
  onBus: ['events:PutEvents'],
};

export const RECONCILE: Rights = {
  inBucket: LOOKS,
  inGalleries: [],
  inResults: ['s3:GetObject', 's3:ListBucket', ...SETTLES_RESULTS],
  inTables: together(
    SETTLES,
    (['images', 'sightings', 'people', 'unknown'] as const).map((table) => ({
      table,
      actions: ['dynamodb:BatchGetItem', 'dynamodb:Scan'],
    })),
    [{ table: 'chunks', actions: ['dynamodb:Scan'] }],
  ),
  onQueues: [
    { queue: 'images', actions: [...COUNTED, 'sqs:SendMessage'] },
    { queue: 'retries', actions: COUNTED },
    { queue: 'videos', actions: COUNTED },
    { queue: 'chunks', actions: COUNTED },
  ],
  onBus: ['events:PutEvents'],
};

/** What people ask for: it reads the tables, and writes to the bucket alone. */
const API: Rights = {
  inBucket: [...LOOKS, { action: 's3:PutObject' }, { action: 's3:DeleteObject' }],
  inGalleries: [],
  inResults: ['s3:GetObject', 's3:ListBucket'],
  inTables: [
    { table: 'images', actions: ['dynamodb:GetItem'] },
    { table: 'chunks', actions: ['dynamodb:GetItem'] },
    { table: 'images', index: 'by-status', actions: ['dynamodb:Query'] },
    { table: 'images', index: 'by-pending', actions: ['dynamodb:Query'] },
    { table: 'sightings', actions: ['dynamodb:Query'] },
    { table: 'people', actions: ['dynamodb:Scan', 'dynamodb:Query'] },
    { table: 'unknown', actions: ['dynamodb:Scan', 'dynamodb:Query'] },
    { table: 'state', actions: ['dynamodb:GetItem', 'dynamodb:Scan'] },
  ],
  onQueues: [
    { queue: 'images', actions: COUNTED },
    { queue: 'retries', actions: COUNTED },
    { queue: 'videos', actions: COUNTED },
    { queue: 'chunks', actions: COUNTED },
    { queue: 'dead-letters', actions: COUNTED },
  ],
  onBus: [],
};

/** As the function that analyses photos. */
export function apiRights(settings: Pick<Settings, 'galleryKind'>): Rights {
  return searching(API, settings);
}

/** It is denied what it never does: whose descriptors are kept is not to depend on its code alone. */
export function expireRights({ collections }: Keys): Rights {
  const notUnder = collections ? [PEOPLE, `*/${PEOPLE}`] : [PEOPLE];
  return {
    inBucket: [...LOOKS, { action: 's3:DeleteObject', notUnder }],
    inGalleries: [],
    inResults: [],
    inTables: [],
    onQueues: [],
    onBus: [],
  };
}

/**
 * The rights where people are enrolled in another region: what enrolling takes is not among them. The version of the gallery
 * is raised there alone, since of two numbers that two regions raise at once one would be lost.
 */
export function withoutEnrolling({ inTables, ...others }: Rights): Rights {
  const reads: TableAction[] = [
    'dynamodb:GetItem',
    'dynamodb:BatchGetItem',
    'dynamodb:Query',
    'dynamodb:Scan',
    'dynamodb:SearchVectors',
  ];
  const kept = (table: TableRole, action: TableAction) =>
    table === 'people' ? reads.includes(action) : table !== 'state' || action !== 'dynamodb:UpdateItem';
  return {
    ...others,
    inTables: inTables
      .map((right) => ({ ...right, actions: right.actions.filter((action) => kept(right.table, action)) }))
      .filter(({ actions }) => actions.length > 0),
  };
}

/** One right a table and index. */
function together(...lists: TableRight[][]): TableRight[] {
  const by = Map.groupBy(lists.flat(), ({ table, index }) => `${table} ${index ?? ''}`);
  return [...by.values()].map((rights) => ({
    ...rights[0]!,
    actions: [...new Set(rights.flatMap(({ actions }) => actions))],
  }));
}
