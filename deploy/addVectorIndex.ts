import { setTimeout } from 'node:timers/promises';
import { type DynamoDBClient, ResourceNotFoundException, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { describeVectorIndex, type IndexedTable, VECTOR_INDEX } from '../store/vectors/vectorIndex.ts';
import { DeployError } from './DeployError.ts';

export interface Waiting {
  /** Between two looks. */
  pollMs: number;
  /** In all; AWS's own trial with a table of six rows took eight and a half minutes. */
  patienceMs: number;
}

const PATIENT: Waiting = { pollMs: 5_000, patienceMs: 3600_000 };
/** Between two lines that say how long it has taken by now. */
const SAY_EVERY_MS = 60_000;

/**
 * Adds DynamoDB's own vector index to the table `people` where it is not there, and waits until it can be searched. Terraform
 * cannot: its provider does not know such indexes. Done twice it changes nothing; the index goes with its table.
 * @param isHome false for a replica, to which the index comes from the home's table by itself
 * @returns false where there is no such table
 * @throws DeployError where the table or an index that is there is in the way, or it takes too long
 */
export async function addVectorIndex(
  db: DynamoDBClient,
  table: string,
  say: (line: string) => void,
  { isHome = true, waiting = PATIENT }: { isHome?: boolean; waiting?: Waiting } = {},
): Promise<boolean> {
  const started = performance.now();
  let said = started;
  let asked = false;
  for (;;) {
    const described = await describe(db, table);
    if (!described) return false;
    check(described, table);
    if (described.ready) {
      if (asked) say(`${table}: the vector index ${VECTOR_INDEX.IndexName} is ready`);
      return true;
    }
    if (!described.index && isHome && !asked) {
      asked = await ask(db, table);
      if (asked)
        say(`${table}: the vector index ${VECTOR_INDEX.IndexName} is being made, which takes minutes ...`);
    }
    const now = performance.now();
    if (now - started > waiting.patienceMs) throw tooLate(described, table, waiting);
    if (now - said > SAY_EVERY_MS) {
      said = now;
      say(`  ${Math.round((now - started) / 60_000)} min: ${described.index?.IndexStatus ?? 'not begun'}`);
    }
    await setTimeout(waiting.pollMs);
  }
}

async function describe(db: DynamoDBClient, table: string): Promise<IndexedTable | undefined> {
  try {
    return await describeVectorIndex(db, table);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw new DeployError(
      `The table ${table} cannot be looked at (${named(error)}). Allow dynamodb:DescribeTable.`,
      {
        cause: error,
      },
    );
  }
}

/** @throws DeployError where no waiting helps */
function check({ onDemand, otherwise }: IndexedTable, table: string): void {
  const { IndexName } = VECTOR_INDEX;
  if (otherwise.length > 0)
    throw new DeployError(
      `The table ${table} has a vector index ${IndexName} already, but ${otherwise.join('; ')}. Nothing of an index can be ` +
        'changed. Set GALLERY to memory and deploy, delete the index:\n' +
        `  aws dynamodb update-table --table-name ${table} --vector-index-updates '[{"Delete":{"IndexName":"${IndexName}"}}]'\n` +
        'and deploy again with GALLERY=dynamodb as soon as it is gone.',
    );
  if (!onDemand)
    throw new DeployError(
      `The table ${table} has a capacity of its own (PROVISIONED); DynamoDB gives a vector index to tables on demand only. ` +
        `Run \`aws dynamodb update-table --table-name ${table} --billing-mode PAY_PER_REQUEST\`, or set GALLERY to memory.`,
    );
}

/** @returns false where the table is changed otherwise at the moment: one asks again */
async function ask(db: DynamoDBClient, TableName: string): Promise<boolean> {
  try {
    await db.send(
      new UpdateTableCommand({
        TableName,
        AttributeDefinitions: VECTOR_INDEX.SearchSchema.map(({ AttributeName }) => ({
          AttributeName,
          AttributeType: 'S',
        })),
        VectorIndexUpdates: [{ Create: VECTOR_INDEX }],
      }),
    );
    return true;
  } catch (error) {
    // Another change of the table or of one of its indexes is under way.
    if (/LimitExceeded|ResourceInUse|Throttl/.test((error as Error).name)) return false;
    throw new DeployError(
      `DynamoDB refuses the vector index of the table ${TableName} (${named(error)}). Allow dynamodb:UpdateTable, or set ` +
        'GALLERY to memory.',
      { cause: error },
    );
  }
}

function tooLate({ index }: IndexedTable, table: string, { patienceMs }: Waiting): DeployError {
  const state = index ? `is still ${index.IndexStatus}` : 'is not there';
  return new DeployError(
    `After ${Math.round(patienceMs / 60_000)} minutes the vector index ${VECTOR_INDEX.IndexName} of the table ${table} ${state}. ` +
      'Wait until `npx face-inbox doctor` finds it ready, and deploy again: what is done by now stays.',
  );
}

const named = (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`;
