import getRules from 'dynalite/validations/getItem.js';
import putRules from 'dynalite/validations/putItem.js';
import updateRules from 'dynalite/validations/updateItem.js';

// The inputs of TransactWriteItems and TransactGetItems (API reference), as dynalite writes down those that it has.

const { TableName, Item, ReturnConsumedCapacity, ReturnItemCollectionMetrics } = putRules.types;
const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = putRules.types;
const { Key, UpdateExpression } = updateRules.types;
const { ProjectionExpression } = getRules.types;

const CONDITION = {
  TableName,
  ConditionExpression,
  ExpressionAttributeNames,
  ExpressionAttributeValues,
  ReturnValuesOnConditionCheckFailure: { type: 'String', enum: ['ALL_OLD', 'NONE'] },
};

const action = (name: string, children: object) => ({ type: `FieldStruct<${name}>`, children });
const required = (type: object | undefined) => ({ ...type, notNull: true });
const actions = (name: string, children: object) => ({
  type: 'List',
  notNull: true,
  lengthGreaterThanOrEqual: 1,
  children: { type: `ValueStruct<${name}>`, notNull: true, children },
});

export const WRITE = {
  ReturnConsumedCapacity,
  ReturnItemCollectionMetrics,
  ClientRequestToken: { type: 'String', lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 36 },
  TransactItems: actions('TransactWriteItem', {
    ConditionCheck: action('ConditionCheck', {
      ...CONDITION,
      Key,
      ConditionExpression: required(ConditionExpression),
    }),
    Put: action('Put', { ...CONDITION, Item }),
    Delete: action('Delete', { ...CONDITION, Key }),
    Update: action('Update', { ...CONDITION, Key, UpdateExpression: required(UpdateExpression) }),
  }),
};

export const READ = {
  ReturnConsumedCapacity,
  TransactItems: actions('TransactGetItem', {
    Get: {
      ...action('Get', { TableName, Key, ProjectionExpression, ExpressionAttributeNames }),
      notNull: true,
    },
  }),
};
