import { DynamodbTable } from '@cdktn/provider-aws/lib/dynamodb-table/index.js';
import { Construct } from 'constructs';
import { type Table, type TableRole, tables } from '../../store/tables.ts';
import { arnOf, isHome, type Site } from './Site.ts';

/** What every region has to know of: who is enrolled, and that somebody was enrolled or removed. Results stay where they are. */
const SHARED: TableRole[] = ['people', 'state'];

/**
 * The tables of the region. Of those that all regions share, the home's stack makes one table with a replica in every other
 * region (a global table), and the others' stacks only name it.
 * @returns their ARNs in this region
 */
export function makeTables(site: Site): Record<TableRole, string> {
  const { stack, settings, region } = site;
  const scope = new Construct(stack, 'tables');
  const arns = Object.entries(tables(settings.prefix)).map(([role, table]) => {
    const shared = SHARED.includes(role as TableRole);
    if (shared && !isHome(site)) return [role, arnOf(site, 'dynamodb', region, `table/${table.name}`)];
    const made = makeTable(scope, role, table, shared ? others(site) : []);
    if (role === 'people' && settings.galleryKind === 'dynamodb') leaveIndexAlone(made);
    return [role, made.arn];
  });
  return Object.fromEntries(arns);
}

const others = ({ deployment, region }: Site) => deployment.regions.filter((other) => other !== region);

/**
 * Who deploys adds a vector index, which the provider does not know (deploy/addVectorIndex.ts), and with it an attribute: each plan
 * would want to take that away.
 */
function leaveIndexAlone(table: DynamodbTable): void {
  table.lifecycle = { ignoreChanges: ['attribute'] };
}

function makeTable(scope: Construct, role: string, table: Table, replicas: string[]): DynamodbTable {
  const { name, key, indexes, ttlAttribute } = table;
  const attributes = [key.hash, key.range, ...indexes.flatMap(({ hash, range }) => [hash, range])];
  return new DynamodbTable(scope, role, {
    name,
    billingMode: 'PAY_PER_REQUEST',
    hashKey: key.hash,
    ...(key.range !== undefined && { rangeKey: key.range }),
    attribute: [...new Set(attributes)]
      .filter((attribute) => attribute !== undefined)
      .map((attribute) => ({ name: attribute, type: 'S' })),
    ...(indexes.length > 0 && {
      globalSecondaryIndex: indexes.map((index) => ({
        name: index.name,
        hashKey: index.hash,
        rangeKey: index.range,
        projectionType: index.keysOnly ? 'KEYS_ONLY' : 'ALL',
      })),
    }),
    ...(ttlAttribute !== undefined && { ttl: { attributeName: ttlAttribute, enabled: true } }),
    pointInTimeRecovery: { enabled: true },
    // `destroy` is to take everything away again; it asks before.
    deletionProtectionEnabled: false,
    // Replicas follow the table by its stream.
    ...(replicas.length > 0 && {
      streamEnabled: true,
      streamViewType: 'NEW_AND_OLD_IMAGES',
      replica: replicas.map((regionName) => ({ regionName, pointInTimeRecovery: true })),
    }),
  });
}
