import {
  DescribeTableCommand,
  type DynamoDBClient,
  type VectorIndexDescription,
} from '@aws-sdk/client-dynamodb';

/**
 * DynamoDB's own vector index on the table `people`. A row is in it as soon as it has both attributes: `vector`, the numbers of
 * its descriptor, and `gallery`, which says among whom it is searched for (see `indexed.ts`). Nothing else of a row is copied
 * but its key.
 */
export const VECTOR_INDEX = {
  IndexName: 'faces',
  VectorAttribute: { AttributeName: 'vector' },
  SearchSchema: [{ AttributeName: 'gallery', SearchSchemaElementType: 'HASH' as const }],
  Projection: { ProjectionType: 'KEYS_ONLY' as const },
  /** Of the built-in recogniser, the only one that is deployed. */
  Dimensions: 128,
  DistanceFunction: 'EUCLIDEAN' as const,
};

export interface IndexedTable {
  /** Whether the table is on demand; one with a capacity of its own cannot have such an index. */
  onDemand: boolean;
  /** The index of that name; undefined where there is none. */
  index?: VectorIndexDescription;
  /** Whether `SearchVectors` answers by it, as far as the table tells. */
  ready: boolean;
  /** In what it is another one than it has to be, in words; nothing of it can be changed. */
  otherwise: string[];
}

/** What the table's description says of the index. @throws ResourceNotFoundException where there is no table */
export async function describeVectorIndex(
  db: Pick<DynamoDBClient, 'send'>,
  TableName: string,
  wanted: typeof VECTOR_INDEX = VECTOR_INDEX,
): Promise<IndexedTable> {
  const { Table = {} } = await db.send(new DescribeTableCommand({ TableName }));
  const { BillingModeSummary, VectorIndexes = [] } = Table;
  const index = VectorIndexes.find(({ IndexName }) => IndexName === wanted.IndexName);
  return {
    onDemand: BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST',
    ...(index && { index }),
    // "Wait until IndexStatus is ACTIVE and Backfilling is not true" (DynamoDB guide, "Data synchronization ...").
    ready: index?.IndexStatus === 'ACTIVE' && index.Backfilling !== true,
    otherwise: index ? differences(index, wanted) : [],
  };
}

function differences(there: VectorIndexDescription, wanted: typeof VECTOR_INDEX): string[] {
  const schema = ({ SearchSchema = [] }: VectorIndexDescription) =>
    SearchSchema.map(
      ({ AttributeName, SearchSchemaElementType }) => `${AttributeName} ${SearchSchemaElementType}`,
    ).join();
  const said = {
    dimensions: [there.Dimensions, wanted.Dimensions],
    'distance function': [there.DistanceFunction, wanted.DistanceFunction],
    'vector attribute': [there.VectorAttribute?.AttributeName, wanted.VectorAttribute.AttributeName],
    'search schema': [schema(there), schema(wanted)],
  };
  return Object.entries(said)
    .filter(([, [is, has]]) => is !== has)
    .map(([what, [is, has]]) => `its ${what} is ${is}, and must be ${has}`);
}
